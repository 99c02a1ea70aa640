import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lateness } from './lateness.ts';

test('heartbeats are in time up to one and a half TTL, late up to three, then silent', () => {
  assert.deepEqual(lateness([1, 1, 1, 1, 1, 1, 10, 10, 10, 10, 10, 10, 100]), {
    inTime: 6,
    late: 60,
    silent: 100,
  });
  assert.deepEqual(lateness([]), { inTime: 0, late: 0, silent: 0 });
});
