// A server that holds many instances from its first moment on: its data folder is written before it starts.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect } from '@playwright/test';
import { seed } from '../../bench/seed.ts';
import { type Cynosure, type StartOptions, startCynosure } from './start-cynosure.ts';

/** Starts a server with `n` instances that nobody checks, 100 of each service; `per`: of other numbers. */
export async function startSeeded(n: number, per = 100, options: StartOptions = {}): Promise<Cynosure> {
  const dataDir = mkdtempSync(join(tmpdir(), 'cynosure-seeded-'));
  const removeData = () => rmSync(dataDir, { recursive: true, force: true });
  try {
    await seed(dataDir, { n, per, ttl: 0 });
    const server = await startCynosure({ ...options, dataDir });
    return {
      ...server,
      async stop() {
        const code = await server.stop();
        removeData();
        return code;
      },
    };
  } catch (error) {
    removeData();
    throw error;
  }
}

/** Tests against a server of so many instances, `per` of each service, one for all tests of the file. */
export const seededTest = (n: number, per = 100) =>
  base.extend<object, { cynosure: Cynosure }>({
    cynosure: [
      // Playwright reads the names of what a fixture needs from this pattern, even where it needs nothing.
      // biome-ignore lint/correctness/noEmptyPattern: see above
      async ({}, use) => {
        const server = await startSeeded(n, per);
        await use(server);
        await server.stop();
      },
      { scope: 'worker', timeout: 180_000 },
    ],
    baseURL: async ({ cynosure }, use) => use(cynosure.console),
  });

export { expect };
