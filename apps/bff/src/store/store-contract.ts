import { describe, test } from 'node:test';
import fc from 'fast-check';
import { commitTests } from './contract/commits.ts';
import { contentTests } from './contract/content.ts';
import type { Harness } from './contract/harness.ts';
import { historyTests } from './contract/history.ts';
import { operationTests } from './contract/operations.ts';
import { history, runHistory } from './contract/random-history.ts';
import { removedTests } from './contract/removed.ts';

/**
 * What every store must do, whatever it is made of (registry/store-port.ts). `open` answers a newborn store
 * each time it is called; `histories` random ones are run, fewer where opening takes long.
 */
export function storeContract(name: string, open: () => Promise<Harness>, histories: number): void {
  const on = async (run: (harness: Harness) => Promise<void>) => {
    const harness = await open();
    try {
      await run(harness);
    } finally {
      await harness.dispose();
    }
  };
  const all = { ...contentTests, ...commitTests, ...removedTests, ...operationTests, ...historyTests };
  describe(`${name} store`, () => {
    for (const [title, run] of Object.entries(all)) test(title, () => on(run));

    test('any history of changes ends as a simple model of it does', async () => {
      const property = fc.asyncProperty(history, (batches) => on((harness) => runHistory(harness, batches)));
      await fc.assert(property, { numRuns: histories, seed: 20_251_125 });
    });
  });
}
