import assert from 'node:assert/strict';
import test from 'node:test';
import { peakOf, recentTurns, roundScale } from './turns.ts';

const minute = (at: number, unhealthy: number, healthy: number) => ({
  at,
  unhealthy,
  healthy,
  registered: 0,
  deregistered: 0,
});

test('what happened lately begins with the first instance that turned unhealthy', () => {
  const minutes = [
    minute(0, 90, 0),
    ...Array.from({ length: 7 }, (_, i) => minute(i + 1, 0, 5)),
    minute(8, 3, 0),
    minute(9, 2, 1),
    minute(10, 0, 4),
  ];
  assert.deepEqual(recentTurns(minutes), { since: 8, bad: 5, good: 5 });
});

test('a calm time has nothing to tell', () => {
  assert.equal(recentTurns([minute(0, 0, 3)]), undefined);
  assert.equal(recentTurns([]), undefined);
  assert.equal(peakOf([minute(0, 0, 3)]), undefined);
});

test('the peak is the worst minute, and the scale the next round number above it', () => {
  assert.equal(peakOf([minute(0, 4, 0), minute(1, 261, 0), minute(2, 118, 0)])?.at, 1);
  assert.deepEqual([0, 2, 3, 7, 18, 261].map(roundScale), [2, 2, 4, 10, 20, 400]);
});
