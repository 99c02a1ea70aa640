import type { PageFiles } from '@cynosure/shared/console/page-files.ts';

/** What a document's request says of the page that will be shown. */
export type Opened = { readonly path: string; readonly language: 'en' | 'zh'; readonly hasQuery?: boolean };

/**
 * Names what a page will ask for once the console runs, files and first reads, as links for the document's head: the
 * browser fetches it beside the console and not after it. A page that nothing is known of gets the files of its language.
 * Reads come first: they are small, take the server a moment, and the page can do nothing without them.
 */
export function pageLinks({ pages, languages, reads }: PageFiles): (opened: Opened) => string {
  const routes = Object.entries(pages).map(([address, files]) => ({
    matches: matcher(address),
    files,
    reads: reads[address] ?? [],
  }));
  return ({ path, language, hasQuery = false }) => {
    const route = routes.find(({ matches }) => matches.test(path));
    // A query may change what is read, and how only the console knows.
    const read = hasQuery ? [] : (route?.reads ?? []);
    const files = new Set([...languages[language], ...(route?.files ?? [])]);
    return [...read.map(readLink), ...[...files].map(link)].join('');
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

/** Browsers take a read by such a link for the console's own only if both send the same: cookies of the same origin. */
const readLink = (read: string): string =>
  `<link rel="preload" as="fetch" crossorigin href="/console/v1/${read.replaceAll('&', '&amp;')}">`;
