import assert from 'node:assert/strict';
import type { HistoryBreak, Store } from '../../registry/store-port.ts';
import { TAMPERINGS } from './harness.ts';
import { anEntry, anOperation, Writer } from './samples.ts';
import type { StoreTest } from './store-test.ts';

/** Five commits, each with one operation and the entries of one client; the third has neither. */
async function writeFive(store: Store): Promise<void> {
  const writer = new Writer(store);
  for (const n of [1, 2, 3, 4, 5]) {
    await writer.write(
      n === 3
        ? {}
        : { operations: [anOperation({ id: `o-${n}` })], clientEntries: [anEntry({ id: `i-${n}` })] },
    );
  }
}

const chains: readonly HistoryBreak['chain'][] = ['operations', 'clients'];

/** The hash chains. */
export const historyTests: Readonly<Record<string, StoreTest>> = {
  'an untouched history verifies, newborn, written and reopened': async (harness) => {
    assert.equal(await harness.store.verifyHistory(), null);
    await writeFive(harness.store);
    assert.equal(await harness.store.verifyHistory(), null);
    assert.equal(await (await harness.reopen()).verifyHistory(), null);
  },

  ...Object.fromEntries(
    chains.flatMap((chain) =>
      TAMPERINGS.map((how): [string, StoreTest] => [
        `the history of ${chain} shows when somebody tried to ${how} it`,
        async (harness) => {
          await writeFive(harness.store);
          const found = await (await harness.tamper(chain, how)).verifyHistory();
          assert.equal(found?.chain, chain);
          assert.match(found?.at ?? '', /^\d+$/);
          assert.match(found?.info ?? '', /^Entry \d+ of the .*\.$/);
        },
      ]),
    ),
  ),
};
