import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RequestHandler } from 'express';
import sirv from 'sirv';

/** Vite puts a hash of the content into these names, so they never change. */
const HASHED = /^\/assets\//;
const A_YEAR = 'public, max-age=31536000, immutable';

/**
 * The built pages: files as they are (the precompressed one where the browser takes it), and the one page for
 * every other address that a person opens. Programs that ask for what is not there get 404, never a page.
 */
export function staticConsole(folder: string): RequestHandler {
  if (!existsSync(join(folder, 'index.html'))) return notBuilt;
  const page = readFileSync(join(folder, 'index.html'));
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
      response.status(200).type('text/html').set('Cache-Control', 'no-cache');
      response.end(request.method === 'HEAD' ? undefined : page);
    });
  };
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
