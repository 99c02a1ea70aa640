import type { PageFiles } from '@cynosure/shared/console/page-files.ts';

/** What a document's request says of the page that will be shown. */
export type Opened = { readonly path: string; readonly language: 'en' | 'zh' };

/**
 * Names the files that a page will ask for once the console runs, as links for the document's head: the browser
 * fetches them beside the console and not after it. A page that nothing is known of gets those of its language.
 */
export function pageLinks({ pages, languages }: PageFiles): (opened: Opened) => string {
  const routes = Object.entries(pages).map(([address, files]) => ({ matches: matcher(address), files }));
  return ({ path, language }) => {
    const files = routes.find(({ matches }) => matches.test(path))?.files ?? [];
    return [...new Set([...languages[language], ...files])].map(link).join('');
  };
}

/** `/a/:b/:c?` as routes are written in the console; every part stands for one of the address. */
function matcher(address: string): RegExp {
  const parts = address
    .split('/')
    .filter(Boolean)
    .map((part) => (part.endsWith('?') ? '(?:/[^/]+)?' : part.startsWith(':') ? '/[^/]+' : `/${part}`));
  return new RegExp(`^${parts.join('')}/?$`);
}

/** Modules and styles come from here without credentials being asked for, as the console itself asks for them. */
const link = (file: string): string =>
  file.endsWith('.css')
    ? `<link rel="preload" as="style" crossorigin href="/${file}">`
    : `<link rel="modulepreload" crossorigin href="/${file}">`;
