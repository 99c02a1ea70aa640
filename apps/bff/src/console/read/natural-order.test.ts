import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compareNaturally, sortNaturally } from './natural-order.ts';

test('numbers in names are ordered by value, however they are written', () => {
  const sorted = [
    '10.5.0.118',
    '10.5.0.7',
    '9.1.1.1',
    'v4.10',
    'v4.9',
    'cart',
    '',
    'a01',
    'a1',
    'a2',
    'fd00::7',
  ];
  assert.deepEqual(sortNaturally(sorted, (one) => one), [
    '', '9.1.1.1', '10.5.0.7', '10.5.0.118', 'a01', 'a1', 'a2', 'cart', 'fd00::7', 'v4.9', 'v4.10',
  ]); // biome-ignore format: one line
});

test('the order is total: only equal texts are equal, and sorting agrees with comparing', () => {
  const name = fc.stringMatching(/^[a-c0-9.]{0,6}$/);
  fc.assert(
    fc.property(name, name, name, (a, b, c) => {
      assert.equal(compareNaturally(a, b) === 0, a === b);
      assert.equal(Math.sign(compareNaturally(a, b)), -Math.sign(compareNaturally(b, a)) + 0);
      if (compareNaturally(a, b) <= 0 && compareNaturally(b, c) <= 0) assert.ok(compareNaturally(a, c) <= 0);
      assert.deepEqual(
        sortNaturally([a, b, c], (one) => one),
        [a, b, c].sort(compareNaturally),
      );
    }),
  );
});
