import assert from 'node:assert/strict';
import test from 'node:test';
import { countdown, spanOf } from './time-span.ts';

test('a span is said in one unit, or in two where it matters', () => {
  const units = (ms: number) => [spanOf(ms, false).unit, spanOf(ms, true).unit];
  assert.deepEqual(units(0), ['now', 'now']);
  assert.deepEqual(units(59_999), ['s', 's']);
  assert.deepEqual(units(192_000), ['m', 'ms']);
  assert.deepEqual(units(599_999), ['m', 'ms']);
  assert.deepEqual(units(600_000), ['m', 'm']);
  assert.deepEqual(units(2 * 3_600_000), ['h', 'h']);
  assert.deepEqual(units(2 * 3_600_000 + 14 * 60_000), ['h', 'hm']);
  assert.deepEqual(units(49 * 3_600_000), ['d', 'd']);
  assert.deepEqual(spanOf(192_000, true), { unit: 'ms', d: 0, h: 0, m: 3, s: 12 });
});

test('a time that lies ahead by a clock that is off is now, not minus', () => {
  assert.equal(spanOf(-5_000, true).unit, 'now');
});

test('a countdown never shows zero before it is over', () => {
  assert.equal(countdown(724_000), '12:04');
  assert.equal(countdown(1), '0:01');
  assert.equal(countdown(0), '0:00');
  assert.equal(countdown(2 * 3_600_000 + 14 * 60_000), '2:14:00');
});
