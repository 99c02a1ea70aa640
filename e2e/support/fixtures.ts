// What every browser test starts from: one product and one calm demo fleet per worker, a signed-in page per test.
import { test as base, expect, type Page } from '@playwright/test';
import { type Fleet, startFleet } from '../../apps/demo/src/fleet.ts';
import { signIn } from './sign-in.ts';
import { type Cynosure, startCynosure } from './start-cynosure.ts';

/** Enough for every page to have something on it; the drawings' host and checkout are whole at any scale. */
const SCALE = 0.2;

interface PerWorker {
  readonly cynosure: Cynosure;
  readonly fleet: Fleet;
}

interface PerTest {
  /** A page on which an operator has signed in, at the console's start page. */
  readonly operator: Page;
}

export const test = base.extend<PerTest, PerWorker>({
  cynosure: [
    // Playwright reads the names of what a fixture needs from this pattern, even where it needs nothing.
    // biome-ignore lint/correctness/noEmptyPattern: see above
    async ({}, use) => {
      const cynosure = await startCynosure();
      await use(cynosure);
      await cynosure.stop();
    },
    { scope: 'worker' },
  ],
  fleet: [
    async ({ cynosure }, use) => {
      const fleet = startFleet({ grpc: cynosure.grpc, seed: 1, calm: true, scale: SCALE });
      await fleet.ready;
      await use(fleet);
      await fleet.stop();
    },
    { scope: 'worker' },
  ],
  baseURL: async ({ cynosure }, use) => use(cynosure.console),
  // The fleet is named so that it runs whenever a page is looked at.
  operator: async ({ page, fleet: _fleet }, use) => {
    await signIn(page);
    await use(page);
  },
});

export { expect };
