import { join } from 'node:path';
import { buildBy, buildOf, isBuilt } from './built-from.mjs';
import { runStep } from './child.mjs';
import { ROOT, say } from './said.mjs';

const WEB = buildOf('web', 'apps/web/dist/index.html', ['apps/web', 'packages/shared', 'package-lock.json']);

/**
 * Builds the console, always.
 * @param {string} node the program to build with
 */
export async function buildWeb(node) {
  say('building the console …');
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
  await buildBy(WEB, () =>
    runStep(
      node,
      [vite, 'build', '--logLevel', 'warn'],
      'The console could not be built; the reason is above.',
      { cwd: join(ROOT, 'apps/web') },
    ),
  );
}

/**
 * Builds the console unless the build that lies there was made from these very sources.
 * @param {string} node the program to build with
 */
export async function setUpWeb(node) {
  if (!isBuilt(WEB)) await buildWeb(node);
}
