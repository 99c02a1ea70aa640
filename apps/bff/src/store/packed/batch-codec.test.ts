import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Batch, type Change, put, remove } from '../../registry/changes.ts';
import { anEntry, anOperation, aRow, aState } from '../contract/samples.ts';
import { decodeBatch, encodeBatch, readBatch } from './batch-codec.ts';
import { readInstances } from './instance-bytes.ts';

const u32 = fc.nat({ max: 0xffff_ffff });
const text = fc.string({ unit: 'grapheme', maxLength: 60 });
const hex32 = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 32, maxLength: 32 });

/** As the registry makes them: ordinary objects. */
const plain = { noNullPrototype: true };

const state = fc.record(
  {
    healthy: fc.boolean(),
    isolateFlag: fc.boolean(),
    revision: hex32,
    mtime: fc.maxSafeNat(),
    silentSince: fc.option(fc.maxSafeNat()),
  },
  plain,
);

const row = fc
  .record({ slot: u32, id: text, service: u32, wireLength: u32, bornAt: fc.maxSafeNat(), state }, plain)
  .chain((facts) => fc.uint8Array({ maxLength: 300 }).map((body) => aRow({ ...facts, body })));

const change: fc.Arbitrary<Change> = fc.oneof(
  row.map((one): Change => ({ kind: 'instance.put', row: one })),
  fc.record({ kind: fc.constant('instance.state' as const), slot: u32, state }, plain),
  fc.record(
    { kind: fc.constant('instance.remove' as const), slot: u32, id: text, at: fc.maxSafeNat() },
    plain,
  ),
  fc.tuple(text, fc.jsonValue()).map(([key, value]): Change => put('setting', key, { value })),
  text.map((key): Change => remove('user', key)),
);

const batch: fc.Arbitrary<Batch> = fc.record({
  position: fc.maxSafeNat(),
  batchId: text,
  at: fc.maxSafeNat(),
  changes: fc.array(change, { maxLength: 30 }),
  operations: fc.array(
    text.map((info) => anOperation({ info })),
    { maxLength: 3 },
  ),
  clientEntries: fc.array(
    text.map((label) => anEntry({ label })),
    { maxLength: 3 },
  ),
});

/** Reads a packed batch back into what it was made from; bodies as plain bytes. */
function decode(packed: ArrayBuffer): Batch {
  const batch = decodeBatch(packed);
  const changes = batch.changes.map((one): Change => {
    if (one.kind !== 'instance.put') return one;
    return { ...one, row: { ...one.row, body: Uint8Array.from(one.row.body) } };
  });
  return { ...batch, changes };
}

test('any batch comes out of its packing as it went in', () => {
  fc.assert(
    fc.property(batch, (one) => {
      assert.deepEqual(decode(encodeBatch(one)), asJson(one));
    }),
    { numRuns: 300 },
  );
});

/** JSON knows no difference between 0 and -0. */
function asJson(one: Batch): Batch {
  const changes = one.changes.map((each) =>
    each.kind === 'put' && each.of === 'setting'
      ? put('setting', each.key, JSON.parse(JSON.stringify(each.value)))
      : each,
  );
  return { ...one, changes };
}

test('a batch that was cut short is told from a whole one', () => {
  fc.assert(
    fc.property(batch, fc.nat(), (one, cut) => {
      const whole = encodeBatch({ ...one, clientEntries: [anEntry()] });
      const used = whole.byteLength - trailingZeros(new Uint8Array(whole));
      assert.throws(() => decode(whole.slice(0, cut % used)), RangeError);
    }),
    { numRuns: 200 },
  );
});

function trailingZeros(bytes: Uint8Array): number {
  return bytes.length - 1 - bytes.findLastIndex((byte) => byte !== 0);
}

test('numbers and revisions that the packing has no room for are refused, not bent', () => {
  const encode = (over: Parameters<typeof aRow>[0]) => () =>
    encodeBatch({
      ...{ position: 1, batchId: 'b', at: 1, operations: [], clientEntries: [] },
      changes: [{ kind: 'instance.put', row: aRow(over) }],
    });
  assert.throws(encode({ slot: -1 }), RangeError);
  assert.throws(encode({ slot: 2 ** 32 }), RangeError);
  assert.throws(encode({ service: 1.5 }), RangeError);
  assert.throws(encode({ state: aState({ revision: 'short' }) }), RangeError);
  assert.throws(encode({ state: aState({ revision: 'g'.repeat(32) }) }), RangeError);
});

test('rows and states that do not pair are refused', () => {
  const parts = (slots: readonly number[]) => {
    const rows: Uint8Array[] = [];
    const states: Uint8Array[] = [];
    const changes = slots.map((slot): Change => ({ kind: 'instance.put', row: aRow({ slot }) }));
    const none = () => assert.fail('only instances were put');
    readBatch(
      encodeBatch({ position: 1, batchId: '', at: 1, changes, operations: [], clientEntries: [] }),
    ).changes({
      ...{ put: none, remove: none, instanceState: none, instanceRemove: none },
      instancePut: (one, its) => {
        rows.push(one);
        states.push(its);
      },
    });
    return { rows: Buffer.concat(rows), states: Buffer.concat(states) };
  };
  const both = parts([1, 2]);
  assert.equal([...readInstances(both.rows, both.states)].length, 2);
  assert.throws(() => [...readInstances(both.rows, parts([1, 3]).states)], /slot 2 has no state/);
  assert.throws(() => [...readInstances(both.rows, parts([1]).states)], RangeError);
  assert.throws(() => [...readInstances(parts([1]).rows, both.states)], /more states than instances/);
  assert.throws(() => [...readInstances(both.rows.subarray(0, -1), both.states)], RangeError);
});
