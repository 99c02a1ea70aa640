import assert from 'node:assert/strict';
import test from 'node:test';
import { durationMs } from './css-value.ts';

test('a duration is read in whichever unit the style sheet ends up with', () => {
  assert.equal(durationMs('1200ms'), 1200);
  assert.equal(durationMs(' 1.2s'), 1200);
  assert.equal(durationMs('.16s'), 160);
  assert.equal(durationMs(''), undefined);
});
