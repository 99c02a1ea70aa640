import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from '@playwright/test';

const ON_THE_SYSTEM = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/**
 * The browser for the tests, or undefined where there is none: the one that CHROMIUM_PATH names, one of the system, one
 * that Playwright has fetched, one that an npm package has shipped. Nobody is asked to install one by hand.
 */
export function findChromium(): string | undefined {
  const named = process.env.CHROMIUM_PATH;
  if (named !== undefined && named !== '') return existsSync(named) ? named : undefined;
  return [...ON_THE_SYSTEM, fetchedByPlaywright(), shippedByNpm()].find(
    (path) => path !== undefined && existsSync(path),
  );
}

function fetchedByPlaywright(): string | undefined {
  try {
    return chromium.executablePath();
  } catch {
    return undefined; // no browser for this system
  }
}

/** The package "chromium" names its program as its `path`. */
function shippedByNpm(): string | undefined {
  try {
    const shipped: unknown = createRequire(import.meta.url)('chromium');
    const isNamed =
      typeof shipped === 'object' &&
      shipped !== null &&
      'path' in shipped &&
      typeof shipped.path === 'string';
    return isNamed ? String(shipped.path) : undefined;
  } catch {
    return undefined; // not installed
  }
}
