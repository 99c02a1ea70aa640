import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Change, type InstanceRow, put, remove } from '../../registry/changes.ts';
import { type Harness, loaded, recordName } from './harness.ts';
import { anEntry, anOperation, aRow, aState, Writer } from './samples.ts';

/** Some step; which change it becomes depends on what is there when its turn comes. */
const step = fc.record({
  what: fc.constantFrom('put', 'edit', 'state', 'remove', 'record', 'forget'),
  slot: fc.nat(7),
  id: fc.nat(9),
  bytes: fc.uint8Array({ maxLength: 40 }),
  flag: fc.boolean(),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

export const history = fc.array(
  fc.record({
    steps: fc.array(step, { maxLength: 6 }),
    audit: fc.boolean(),
    reopen: fc.nat(9).map((n) => n === 0),
  }),
  { maxLength: 20 },
);
export type History = typeof history extends fc.Arbitrary<infer T> ? T : never;

/** What a store should hold, said in two maps. */
interface Model {
  readonly instances: Map<number, InstanceRow>;
  readonly records: Map<string, unknown>;
}

/** Runs the history on the store and compares it with the model after each reopening and at the end. */
export async function runHistory(harness: Harness, batches: History): Promise<void> {
  const model: Model = { instances: new Map(), records: new Map() };
  let store = harness.store;
  let position = 0;
  const compare = async () => assert.deepEqual(await loaded(store), { position, ...model });
  for (const { steps, audit, reopen } of batches) {
    const changes = steps.flatMap((one) => changeFor(model, one, position + 1));
    await new Writer(store, position).write({
      changes,
      operations: audit ? [anOperation({ id: `o-${position}` })] : [],
      clientEntries: audit ? [anEntry()] : [],
    });
    position += 1;
    if (reopen) {
      store = await harness.reopen();
      await compare();
    }
  }
  await compare();
  store = await harness.reopen();
  await compare();
  assert.equal(await store.verifyHistory(), null);
}

/** Turns a step into a change that is possible now, and follows it in the model. */
function changeFor(model: Model, one: Step, position: number): Change[] {
  const { instances, records } = model;
  const old = instances.get(one.slot);
  const state = aState({ healthy: one.flag, mtime: position, silentSince: one.flag ? null : position });
  switch (one.what) {
    case 'put': {
      const id = `i-${one.id}`;
      if ([...instances.values()].some((row) => row.id === id && row.slot !== one.slot)) return [];
      const row = aRow({
        slot: one.slot,
        id,
        body: one.bytes,
        wireLength: one.bytes.length,
        state,
        bornAt: position,
      });
      instances.set(one.slot, row);
      return [{ kind: 'instance.put', row }];
    }
    case 'edit': {
      if (!old) return [];
      const row = { ...old, body: one.bytes, wireLength: 0 };
      instances.set(one.slot, row);
      return [{ kind: 'instance.put', row }];
    }
    case 'state':
      if (!old) return [];
      instances.set(one.slot, { ...old, state });
      return [{ kind: 'instance.state', slot: one.slot, state }];
    case 'remove':
      if (!old) return [];
      instances.delete(one.slot);
      return [{ kind: 'instance.remove', slot: one.slot, id: old.id, at: position }];
    case 'record':
      records.set(recordName('setting', `k-${one.id}`), { flag: one.flag, position });
      return [put('setting', `k-${one.id}`, { flag: one.flag, position })];
    case 'forget':
      records.delete(recordName('setting', `k-${one.id}`));
      return [remove('setting', `k-${one.id}`)];
  }
}
