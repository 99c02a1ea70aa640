// Plain JavaScript, because it runs before what this is about: making JavaScript of everything else.
import { enableCompileCache, flushCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

/** Beside the packages: who may write there may change the code itself. */
const FOLDER = fileURLToPath(new URL('../../../node_modules/.cache/cynosure-code', import.meta.url));

/**
 * Keeps what this thread's modules were compiled to, and finds it there at the next start, which takes half the time
 * then. A source that has changed is compiled anew; where the folder cannot be written, everything is.
 */
export function cacheCode() {
  enableCompileCache(FOLDER);
}

/** Writes what is new to the cache now, and not at an orderly end, which may never come. */
export function keepCode() {
  flushCompileCache();
}
