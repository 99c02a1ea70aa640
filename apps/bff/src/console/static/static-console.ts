import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PageFiles } from '@cynosure/shared/console/page-files.ts';
import type { RequestHandler } from 'express';
import sirv from 'sirv';
import { pageLinks } from './page-links.ts';

/** Vite puts a hash of the content into these names, so they never change. */
const HASHED = /^\/assets\//;
const A_YEAR = 'public, max-age=31536000, immutable';

/**
 * The built pages: files as they are (the precompressed one where the browser takes it), and the one page for
 * every other address that a person opens. Programs that ask for what is not there get 404, never a page.
 */
export function staticConsole(folder: string): RequestHandler {
  if (!existsSync(join(folder, 'index.html'))) return notBuilt;
  const page = readFileSync(join(folder, 'index.html'), 'utf8');
  const endOfHead = page.indexOf('</head>');
  const linksOf = pageLinks(pageFilesIn(folder));
  const files = sirv(folder, {
    etag: true,
    brotli: true,
    gzip: true,
    dotfiles: false,
    setHeaders(response, path) {
      response.setHeader('Cache-Control', HASHED.test(path) ? A_YEAR : 'no-cache');
    },
  });
  return (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.status(405).set('Allow', 'GET, HEAD').end();
      return;
    }
    files(request, response, () => {
      if (!isNavigation(request.headers)) {
        response.status(404).end();
        return;
      }
      response.status(200).type('text/html').vary('Accept-Language').set('Cache-Control', 'no-cache');
      // The person may have chosen another one in the console: then its messages come a little later.
      const language = request.acceptsLanguages('en', 'zh') === 'zh' ? 'zh' : 'en';
      const links = linksOf({ path: request.path, language, hasQuery: request.url.includes('?') });
      // Last in the head: the console's own files, without which these are of no use, are asked for first.
      response.send(page.slice(0, endOfHead) + links + page.slice(endOfHead));
    });
  };
}

/** Written by the console's build (apps/web/build/page-files.ts). */
function pageFilesIn(folder: string): PageFiles {
  const file = join(folder, '.page-files.json');
  if (!existsSync(file)) return { pages: {}, languages: { en: [], zh: [] }, reads: {} };
  return JSON.parse(readFileSync(file, 'utf8')) as PageFiles; // Our own build's, of the same sources.
}

/** Browsers say what a request is for; older ones and people with curl say what they would like to read. */
function isNavigation(headers: Readonly<Record<string, string | string[] | undefined>>): boolean {
  const mode = headers['sec-fetch-mode'];
  if (typeof mode === 'string') return mode === 'navigate';
  return typeof headers.accept === 'string' && headers.accept.includes('text/html');
}

const notBuilt: RequestHandler = (_request, response) => {
  response.status(503).type('text/plain');
  response.end('The console has not been built. Run "npm run build", then start again.\n');
};
