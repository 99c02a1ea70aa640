import assert from 'node:assert/strict';
import type { Batch } from '../../registry/changes.ts';
import { put } from '../../registry/changes.ts';
import { loaded } from './harness.ts';
import { anEntry, anOperation, aRow, aState, Writer } from './samples.ts';
import type { StoreTest } from './store-test.ts';

/** Batches that no store may write; each also holds a change that would be fine alone. */
const impossible: Readonly<Record<string, Partial<Batch>>> = {
  'a position that does not follow': { position: 7 },
  'a position that was used': { position: 1 },
  'a state for an empty slot': { changes: [{ kind: 'instance.state', slot: 99, state: aState() }] },
  'a removal from an empty slot': { changes: [{ kind: 'instance.remove', slot: 99, id: 'x', at: 1 }] },
  'a removal of another than the slot holds': {
    changes: [{ kind: 'instance.remove', slot: 0, id: 'x', at: 1 }],
  },
  'an operation id that exists': { operations: [anOperation()] },
};

/** What a commit may come to. */
export const commitTests: Readonly<Record<string, StoreTest>> = {
  'nothing decided is an empty commit that leaves the position': async ({ store }) => {
    assert.deepEqual(await store.commit(() => null), { kind: 'empty' });
    assert.equal((await loaded(store)).position, 0);
  },

  'a durable commit answers with its batch, and the position goes on after reopening': async (harness) => {
    const first = new Writer(harness.store).batch({ changes: [put('setting', 'a', { n: 1 })] });
    assert.deepEqual(await harness.store.commit(() => first), { kind: 'durable', batch: first });
    const again = await harness.reopen();
    assert.equal((await loaded(again)).position, 1);
    await new Writer(again, 1).write({ changes: [put('setting', 'a', { n: 2 })] });
    assert.equal((await loaded(await harness.reopen())).position, 2);
  },

  'a batch without any change still takes its position': async (harness) => {
    await new Writer(harness.store).write({});
    assert.equal((await loaded(await harness.reopen())).position, 1);
  },

  'a batch is written whole or not at all, and a refused one leaves room for the next': async (harness) => {
    const writer = new Writer(harness.store);
    await writer.write({ changes: [{ kind: 'instance.put', row: aRow() }], operations: [anOperation()] });
    const before = await loaded(harness.store);
    for (const [why, bad] of Object.entries(impossible)) {
      const outcome = await writer.try({
        clientEntries: [anEntry()],
        ...bad,
        changes: [
          put('setting', 'half', { why }),
          { kind: 'instance.put', row: aRow({ slot: 5, id: 'half' }) },
          ...(bad.changes ?? []),
        ],
      });
      assert.equal(outcome.kind, 'refused', why);
      assert.match(outcome.kind === 'refused' ? outcome.info : '', /^[A-Z].*\.$/, why);
    }
    assert.deepEqual(await loaded(harness.store), before);
    await writer.write({ changes: [put('setting', 'whole', {})] });
    const after = await loaded(await harness.reopen());
    assert.deepEqual([...after.records.keys()], ['setting whole']);
    assert.deepEqual(after.instances, before.instances);
    assert.equal(await (await harness.reopen()).verifyHistory(), null);
  },

  'resolve says which batch is on disk, however often it is asked': async ({ store }) => {
    const writer = new Writer(store);
    const written = await writer.write({ changes: [put('setting', 'a', {})] });
    const lost = writer.batch({ changes: [put('setting', 'b', {})] });
    const sameePlace = { ...written, batchId: 'another' };
    for (let times = 0; times < 2; times++) {
      assert.equal(await store.resolve(written), 'durable');
      assert.equal(await store.resolve(lost), 'refused');
      assert.equal(await store.resolve(sameePlace), 'refused');
    }
    await writer.write({ changes: [put('setting', 'c', {})] });
    assert.deepEqual([...(await loaded(store)).records.keys()].sort(), ['setting a', 'setting c']);
  },

  'a decision that throws writes nothing and leaves the store usable': async ({ store }) => {
    const bug = new Error('a bug in a decision');
    await assert.rejects(
      store.commit(() => {
        throw bug;
      }),
      bug,
    );
    await new Writer(store).write({ changes: [put('setting', 'a', {})] });
    assert.equal((await loaded(store)).position, 1);
  },
};
