import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runStep } from './child.mjs';
import { ROOT, say } from './said.mjs';

const LOCKFILE = 'package-lock.json';
/** What npm itself writes, as the last thing of an install: the packages that lie in node_modules. */
const INSTALLED = 'node_modules/.package-lock.json';

/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean }} Package
 * @param {string} file
 * @returns {Record<string, Package>} path → package
 */
const packagesIn = (file) => JSON.parse(readFileSync(join(ROOT, file), 'utf8')).packages;

/**
 * True when node_modules holds every package of the lockfile in its version. Comparing what is there with what
 * should be there, rather than times, keeps a developer's own `npm install` and survives a fresh checkout.
 * @param {Record<string, Package>} locked @param {Record<string, Package>} installed
 */
export function isCurrent(locked, installed) {
  return Object.entries(locked).every(([path, wanted]) => {
    if (!path.includes('node_modules/')) return true; // the project and its workspaces
    const found = installed[path];
    // npm leaves out the optional packages of other systems, and what only those need.
    if (found === undefined) return wanted.optional === true;
    return found.version === wanted.version && found.integrity === wanted.integrity;
  });
}

function modulesAreCurrent() {
  try {
    return isCurrent(packagesIn(LOCKFILE), packagesIn(INSTALLED));
  } catch {
    return false; // nothing installed yet, or an install that was cut short
  }
}

/** Installs the packages of the lockfile, unless they are there. */
export async function setUpModules() {
  if (modulesAreCurrent()) return;
  say('installing the packages of package-lock.json …');
  const args = ['ci', '--loglevel=error', '--no-progress'];
  const failure =
    'The packages could not be installed; what npm says is above. Is the package registry reachable?';
  // The npm that was asked, if one was; else whichever the path has.
  const npm = process.env.npm_execpath;
  if (npm?.endsWith('.js')) await runStep(process.execPath, [npm, ...args], failure);
  else await runStep('npm', args, failure);
}
