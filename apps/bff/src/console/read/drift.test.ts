import assert from 'node:assert/strict';
import { test } from 'node:test';
import { driftBetween, leaversOf } from './drift.ts';

const named = (...names: string[]) => ({ kind: 'services' as const, names });
const rows = (...slots: number[]) => ({
  kind: 'instances' as const,
  slots: Uint32Array.from(slots),
  marks: Uint32Array.from(slots, (slot) => slot * 10),
});

test('a list that is read again unchanged has not drifted', () => {
  assert.deepEqual(driftBetween(named('a', 'b'), named('a', 'b')), { added: 0, gone: 0, moved: 0 });
  assert.deepEqual(driftBetween(rows(), rows()), { added: 0, gone: 0, moved: 0 });
});

test('what is new, what has left and what moved are told apart: one row that jumps is one that moved', () => {
  assert.deepEqual(driftBetween(named('a', 'b', 'c', 'd'), named('d', 'a', 'b', 'x')), {
    added: 1,
    gone: 1,
    moved: 1,
  });
  assert.deepEqual(driftBetween(rows(5, 3, 9), rows(9, 5, 7)), { added: 1, gone: 1, moved: 1 });
});

test('another instance in a slot that was used before is a new row, and the old one has left', () => {
  const before = rows(1, 2);
  const after = { ...rows(1, 2), marks: Uint32Array.from([10, 99]) };
  assert.deepEqual(driftBetween(before, after), { added: 1, gone: 1, moved: 0 });
  assert.deepEqual(
    leaversOf(before, after, (slot, mark) => `${slot}/${mark}`),
    ['2/20'],
  );
});
