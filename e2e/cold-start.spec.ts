// J1: somebody who is signed in opens a link with nothing in the browser's cache, over a slow line, on a slow machine.
import type { Browser, CDPSession, Page } from '@playwright/test';
import { expect, test } from './support/fixtures.ts';

/** 10 Mbit/s and 40 ms there and back, CPU ×4 (console/journeys.md). */
const LINE = { offline: false, latency: 40, downloadThroughput: 1_250_000, uploadThroughput: 1_250_000 };
const SLOWER = 4;
/** What the journey allows. Times are printed: on a machine busy with other things they say nothing. */
const MOST = { calls: 3, bytes: 250 * 1024, shellMs: 800, rowsMs: 1_500, warmMs: 500 };
const PATIENCE = { timeout: 60_000 };

/** What goes over the line from now on: calls of the console's backend but the event stream, and bytes of everything. */
async function watchTraffic(page: Page, line: CDPSession) {
  const calls: string[] = [];
  let bytes = 0;
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    const isStream = /^\/console\/v1\/(events|changes)/.test(pathname);
    if (pathname.startsWith('/console/v1/') && !isStream) calls.push(pathname);
  });
  line.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength;
  });
  await line.send('Network.enable');
  return () => ({ calls: [...calls], bytes });
}

/** Opens a page as somebody else's session, in a browser that has never seen the console. */
async function strangerWithSession(browser: Browser, of: Page, baseURL: string): Promise<Page> {
  const { cookies } = await of.context().storageState();
  const context = await browser.newContext({ baseURL, storageState: { cookies, origins: [] } });
  return context.newPage();
}

async function timed(page: Page, open: () => Promise<unknown>) {
  const began = Date.now();
  await open();
  const table = page.getByRole('table', { name: 'Services' });
  await expect(table.getByRole('columnheader', { name: 'Service', exact: true })).toBeVisible(PATIENCE);
  const shellMs = Date.now() - began;
  await expect(table).not.toHaveAttribute('aria-busy', 'true', PATIENCE);
  await expect(table.getByRole('row').nth(1)).toBeVisible(PATIENCE);
  return { shellMs, rowsMs: Date.now() - began };
}

test('J1: from a link to a usable list, cold and warm', async ({ operator, browser, cynosure }) => {
  test.setTimeout(5 * PATIENCE.timeout);
  const page = await strangerWithSession(browser, operator, cynosure.console);
  const line = await page.context().newCDPSession(page);
  const traffic = await watchTraffic(page, line);
  await line.send('Network.emulateNetworkConditions', LINE);
  await line.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });

  const cold = await timed(page, () => page.goto('/services', { waitUntil: 'commit' }));
  // The stream says hello last: whatever else the page asks for by itself has been asked by then.
  await expect(page.locator('html')).toHaveAttribute('data-live', 'live', PATIENCE);
  const { calls, bytes } = traffic();
  const warm = await timed(page, () => page.reload({ waitUntil: 'commit' }));

  console.log(
    `note: J1 cold start: 0 clicks, ${calls.length} reads, ${Math.round(bytes / 1024)} KB; ` +
      `table head after ${cold.shellMs} ms (≤ ${MOST.shellMs}), rows after ${cold.rowsMs} ms (≤ ${MOST.rowsMs}), ` +
      `warm ${warm.rowsMs} ms (≤ ${MOST.warmMs}); polaris-console: 9.0 s`,
  );
  expect(calls.length, calls.join(' ')).toBeLessThanOrEqual(MOST.calls);
  expect(bytes).toBeLessThanOrEqual(MOST.bytes);
  await page.context().close();
});
