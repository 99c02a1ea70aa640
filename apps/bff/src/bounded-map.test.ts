import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boundedMap } from './bounded-map.ts';

test('the entry that was not used for longest makes room for a new one', () => {
  const map = boundedMap<string, number>(3);
  for (const [name, value] of [
    ['a', 1],
    ['b', 2],
    ['c', 3],
  ] as const) {
    map.set(name, value);
  }
  assert.equal(map.get('a'), 1);
  map.set('b', 20);
  map.set('d', 4);
  assert.deepEqual(
    ['a', 'b', 'c', 'd'].map((name) => map.get(name)),
    [1, 20, undefined, 4],
  );
  assert.equal(map.size, 3);
});
