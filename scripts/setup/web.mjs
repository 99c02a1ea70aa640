import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runStep } from './child.mjs';
import { ROOT, SetUpError, say } from './said.mjs';

const BUILT = join(ROOT, 'apps/web/dist/index.html');
/** Hash of the sources that the build was made from; lies in node_modules, so that a fresh install builds anew. */
const STAMP = join(ROOT, 'node_modules/.cynosure/web-built-from');
/** Everything a build reads. */
const SOURCES = ['apps/web', 'packages/shared', 'package-lock.json'];
const NOT_SOURCES = new Set(['node_modules', 'dist', '.vite']);

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

function hashOfSources() {
  const hash = createHash('sha256');
  for (const source of SOURCES) {
    for (const file of source.includes('.') ? [source] : filesBelow(source)) {
      hash
        .update(`${file}\0`)
        .update(readFileSync(join(ROOT, file)))
        .update('\0');
    }
  }
  return hash.digest('hex');
}

const stamp = () => (existsSync(STAMP) && existsSync(BUILT) ? readFileSync(STAMP, 'utf8') : undefined);

/**
 * Builds the console, always.
 * @param {string} node the program to build with
 */
export async function buildWeb(node) {
  say('building the console …');
  const from = hashOfSources();
  rmSync(STAMP, { force: true });
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
  await runStep(
    node,
    [vite, 'build', '--logLevel', 'warn'],
    'The console could not be built; the reason is above.',
    {
      cwd: join(ROOT, 'apps/web'),
    },
  );
  if (!existsSync(BUILT)) throw new SetUpError(`The build ended without ${BUILT}.`);
  mkdirSync(join(ROOT, 'node_modules/.cynosure'), { recursive: true });
  writeFileSync(STAMP, from);
}

/**
 * Builds the console unless the build that lies there was made from these very sources.
 * @param {string} node the program to build with
 */
export async function setUpWeb(node) {
  if (stamp() !== hashOfSources()) await buildWeb(node);
}
