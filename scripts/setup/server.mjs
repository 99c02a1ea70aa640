import { join } from 'node:path';
import { buildBy, buildOf, isBuilt } from './built-from.mjs';
import { runStep } from './child.mjs';
import { ROOT, say } from './said.mjs';

/** How the server is run: what it needs to start with lives on, so making it small room first only costs time. */
export const SERVER_OPTIONS = ['--min-semi-space-size=16'];
/** The server in a few files that are read at once, and from source. */
export const BUILT_SERVER = 'apps/bff/dist/start.js';
export const SERVER_SOURCE = 'apps/bff/src/start.mjs';

const BUILDER = 'scripts/setup/bundle-server.mjs';
const SERVER = buildOf('server', BUILT_SERVER, [
  'apps/bff',
  'packages',
  'proto/gen',
  'package-lock.json',
  BUILDER,
]);

/**
 * Joins the server's thousand modules into a few files, always: it starts in half the time then, and is the same.
 * @param {string} node the program to build with
 */
export async function buildServer(node) {
  say('joining the server …');
  await buildBy(SERVER, () =>
    runStep(node, [join(ROOT, BUILDER)], 'The server could not be joined; the reason is above.'),
  );
}

/**
 * The same, unless what lies there was made from these very sources.
 * @param {string} node the program to build with
 */
export async function setUpServer(node) {
  if (!isBuilt(SERVER)) await buildServer(node);
}

/**
 * What starts the server of these very sources: joined where that has been done, else the sources themselves.
 * @returns {string} relative to the project
 */
export const serverProgram = () => (isBuilt(SERVER) ? BUILT_SERVER : SERVER_SOURCE);
