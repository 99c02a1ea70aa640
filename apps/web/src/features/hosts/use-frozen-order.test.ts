import assert from 'node:assert/strict';
import test from 'node:test';
import { heldBetween } from './use-frozen-order.ts';

const rows = (...ids: string[]) => ids.map((id) => ({ id }));
const here = (...ids: string[]) => new Map(ids.map((id) => [id, true]));

test('what would come, go and move is counted, and nothing of it is applied', () => {
  assert.deepEqual(heldBetween(['a', 'b', 'c'], rows('b', 'a', 'd'), here('a', 'b', 'd')), {
    added: 1,
    gone: 1,
    moved: 2,
  });
});

test('where nothing would change nothing is held', () => {
  assert.deepEqual(heldBetween(['a', 'b'], rows('a', 'b'), here('a', 'b')), { added: 0, gone: 0, moved: 0 });
});
