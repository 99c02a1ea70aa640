// `node scripts/run.mjs pictures`: takes the pictures of the documents from the product itself, with a fleet in trouble.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { chromium } from '@playwright/test';
import { CAST_HOST } from '../apps/demo/src/catalogue.ts';
import { startFleet } from '../apps/demo/src/fleet.ts';
import { findChromium } from '../e2e/support/chromium.ts';
import { signIn } from '../e2e/support/sign-in.ts';
import { startCynosure } from '../e2e/support/start-cynosure.ts';
import { ROOT } from './parts/root.ts';

const FOLDER = join(ROOT, 'docs/screens');
/** Until everybody who is dead from the start has been found out, and the first minute's bar is drawn. */
const SETTLED_AFTER_MS = 75_000;

const executablePath = findChromium();
if (executablePath === undefined) throw new Error('there is no Chromium; CHROMIUM_PATH may name one');
mkdirSync(FOLDER, { recursive: true });
const server = await startCynosure();
const fleet = startFleet({ grpc: server.grpc, seed: 1 });
const browser = await chromium.launch({
  executablePath,
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
try {
  await fleet.ready;
  await delay(SETTLED_AFTER_MS);
  const page = await browser.newPage({ baseURL: server.console, viewport: { width: 1440, height: 900 } });
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await signIn(page);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    for (const [name, path] of [
      ['overview', '/'],
      ['preview', `/hosts/${CAST_HOST}/isolate`],
    ] as const) {
      await page.goto(path);
      await page.locator('[aria-busy="true"]').first().waitFor({ state: 'hidden' });
      await delay(1_000);
      await page.screenshot({ path: join(FOLDER, `${name}-${colorScheme}.png`) });
    }
  }
} finally {
  await browser.close();
  await fleet.stop();
  await server.stop();
}
