import type { Page } from '@playwright/test';

/** What a journey may cost (console/journeys.md): pointer presses, and calls to /console/v1 that it causes itself. */
export interface Steps {
  readonly clicks: number;
  readonly reads: number;
  readonly writes: number;
}

const READS = /\/(preview|freeze|selections)$/;

/** Counts from now on. Keys are free; the event stream and what it is asked to follow do not count. */
export async function countSteps(page: Page): Promise<() => Promise<Steps>> {
  const counted = { reads: 0, writes: 0 };
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (!pathname.startsWith('/console/v1/') || /^\/console\/v1\/(events|changes)/.test(pathname)) return;
    // How far a command has come is asked for as long as it runs.
    if (/^\/console\/v1\/bulk\/[^/]+$/.test(pathname) && request.method() === 'GET') return;
    // Previews and frozen selections are asked for with a body and change nothing.
    if (request.method() === 'GET' || READS.test(pathname)) counted.reads += 1;
    else counted.writes += 1;
  });
  // As text: it runs in the page, whose types are not those of the tests.
  await page.evaluate(
    "window.presses = 0; addEventListener('pointerdown', () => { window.presses += 1; }, { capture: true })",
  );
  return async () => {
    const presses = await page.evaluate<number>('window.presses');
    return { clicks: presses, ...counted };
  };
}

/** One line of the report, with what the best-known peer needs for the same. */
export const sayJourney = (name: string, steps: Steps, more: string): void =>
  console.log(`note: ${name}: ${steps.clicks} clicks, ${steps.reads} reads, ${steps.writes} writes; ${more}`);
