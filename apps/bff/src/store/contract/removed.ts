import assert from 'node:assert/strict';
import { put } from '../../registry/changes.ts';
import type { Store } from '../../registry/store-port.ts';
import { DEFAULT_RETENTION } from '../retention.ts';
import { loaded } from './harness.ts';
import { anEntry, anOperation, aRow, START_MS, Writer } from './samples.ts';
import type { StoreTest } from './store-test.ts';

/** Registers and removes `count` instances; the nth is removed at second n. */
async function removeMany(store: Store, count: number): Promise<Writer> {
  const writer = new Writer(store);
  for (let n = 0; n < count; n++) {
    await writer.write({ changes: [{ kind: 'instance.put', row: aRow({ slot: n, id: `i-${n}` }) }] });
    await writer.write({ changes: [{ kind: 'instance.remove', slot: n, id: `i-${n}`, at: n }] });
  }
  return writer;
}

/** What happens to what is no longer served. */
export const removedTests: Readonly<Record<string, StoreTest>> = {
  'a removed instance is kept until cleaned, once': async (harness) => {
    await removeMany(harness.store, 1);
    const again = await harness.reopen();
    assert.equal(await again.clean({ id: 'i-0' }), 1);
    assert.equal(await again.clean({ id: 'i-0' }), 0);
    assert.equal(await again.clean({ id: 'never seen' }), 0);
  },

  'an id registered again has nothing left to clean, and cleaning never touches the living': async ({
    store,
  }) => {
    const writer = await removeMany(store, 1);
    const row = aRow({ slot: 3, id: 'i-0' });
    await writer.write({ changes: [{ kind: 'instance.put', row }] });
    assert.equal(await store.clean({ id: 'i-0' }), 0);
    assert.equal(await store.clean({ beforeSeconds: 2 ** 40, limit: 10 }), 0);
    assert.deepEqual((await loaded(store)).instances, new Map([[3, row]]));
    await writer.write({ changes: [{ kind: 'instance.remove', slot: 3, id: 'i-0', at: 9 }] });
    assert.equal(await store.clean({ id: 'i-0' }), 1);
  },

  'cleaning by age takes the oldest first, up to the limit': async ({ store }) => {
    await removeMany(store, 5);
    assert.equal(await store.clean({ beforeSeconds: 4, limit: 3 }), 3);
    assert.equal(await store.clean({ id: 'i-2' }), 0);
    assert.equal(await store.clean({ beforeSeconds: 4, limit: 3 }), 1);
    assert.equal(await store.clean({ beforeSeconds: 4, limit: 3 }), 0);
    assert.equal(await store.clean({ id: 'i-4' }), 1);
  },

  'pruning removes each kind at its own age and nothing younger, and the history still verifies': async (
    harness,
  ) => {
    const { store } = harness;
    const writer = new Writer(store);
    const ages = {
      i: DEFAULT_RETENTION.idempotencyMs,
      h: DEFAULT_RETENTION.clientHistoryMs,
      o: DEFAULT_RETENTION.operationMs,
    };
    for (const n of [0, 1]) {
      const at = START_MS + n * 1000;
      const id = `gone-${n}`;
      await writer.write({
        at,
        changes: [
          { kind: 'instance.put', row: aRow({ id }) },
          { kind: 'instance.remove', slot: 0, id, at: at / 1000 },
          put('idempotency', id, { at, hash: '', ref: '' }),
          put('setting', id, { at }),
        ],
        operations: [anOperation({ id, at })],
        clientEntries: [anEntry()],
      });
    }
    assert.equal(await store.prune(START_MS + ages.i), 0);
    // Idempotency answers and removed instances share an age.
    assert.equal(await store.prune(START_MS + ages.i + 1), 2);
    assert.equal(await store.prune(START_MS + ages.h + 1), 1 + 2);
    assert.equal(await store.verifyHistory(), null);
    assert.equal(await store.prune(START_MS + ages.o + 1), 1 + 1);
    assert.equal(await store.verifyHistory(), null);
    assert.deepEqual(
      (await store.operations({ limit: 9 })).map((one) => one.id),
      ['gone-1'],
    );
    assert.deepEqual([...(await loaded(store)).records.keys()].sort(), ['setting gone-0', 'setting gone-1']);
    assert.equal(await store.prune(START_MS + ages.o + 10_000), 1);
    await writer.write({ operations: [anOperation({ id: 'next' })], clientEntries: [anEntry()] });
    assert.equal(await (await harness.reopen()).verifyHistory(), null);
  },
};
