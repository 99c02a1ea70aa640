import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, SetUpError } from './said.mjs';

const NOT_SOURCES = new Set(['node_modules', 'dist', '.vite']);

/**
 * Something that is built from sources: `sources` are folders and files relative to the project, `built` a file of the
 * result. `stamp` holds the hash of the sources that it was made from; it lies in node_modules, so that a fresh
 * install builds anew.
 * @typedef {{ readonly built: string, readonly stamp: string, readonly sources: readonly string[] }} Build
 */

/** @param {string} name @param {string} built @param {readonly string[]} sources @returns {Build} */
export const buildOf = (name, built, sources) => ({
  built: join(ROOT, built),
  stamp: join(ROOT, `node_modules/.cynosure/${name}-built-from`),
  sources,
});

/**
 * @param {string} path a folder, relative to the project
 * @returns {Generator<string>}
 */
function* filesBelow(path) {
  for (const entry of readdirSync(join(ROOT, path), { withFileTypes: true }).sort((a, b) =>
    a.name < b.name ? -1 : 1,
  )) {
    const below = `${path}/${entry.name}`;
    if (NOT_SOURCES.has(entry.name)) continue;
    if (entry.isDirectory()) yield* filesBelow(below);
    else if (entry.isFile() && !/\.test\.tsx?$/.test(entry.name)) yield below;
  }
}

/** @param {readonly string[]} sources */
function hashOf(sources) {
  const hash = createHash('sha256');
  for (const source of sources) {
    for (const file of source.includes('.') ? [source] : filesBelow(source)) {
      hash
        .update(`${file}\0`)
        .update(readFileSync(join(ROOT, file)))
        .update('\0');
    }
  }
  return hash.digest('hex');
}

/**
 * Whether what lies there was made from these very sources.
 * @param {Build} build
 */
export const isBuilt = ({ built, stamp, sources }) =>
  existsSync(stamp) && existsSync(built) && readFileSync(stamp, 'utf8') === hashOf(sources);

/**
 * Runs a build and notes what it was made from.
 * @param {Build} build @param {() => Promise<void>} run
 */
export async function buildBy({ built, stamp, sources }, run) {
  const from = hashOf(sources);
  rmSync(stamp, { force: true });
  await run();
  if (!existsSync(built)) throw new SetUpError(`The build ended without ${built}.`);
  mkdirSync(join(ROOT, 'node_modules/.cynosure'), { recursive: true });
  writeFileSync(stamp, from);
}
