import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '../testing/fake-clock.ts';
import { Buckets } from './buckets.ts';

test('ten seconds’ worth may come at once, then as many a second as it says', () => {
  const clock = new FakeClock();
  const buckets = new Buckets(clock, 5);
  const bucket = buckets.of('a');
  for (let n = 0; n < 50; n += 1) assert.equal(buckets.take(bucket, 1), 0, String(n));
  assert.equal(buckets.take(bucket, 1), 200);
  clock.advance(199);
  assert.equal(buckets.take(bucket, 1), 1);
  clock.advance(1);
  assert.equal(buckets.take(bucket, 1), 0);
  clock.advance(1000);
  for (let n = 0; n < 5; n += 1) assert.equal(buckets.take(bucket, 1), 0, String(n));
  assert.ok(buckets.take(bucket, 1) > 0);
});

test('being refused costs nothing, and being quiet gives no more than ten seconds’ worth', () => {
  const clock = new FakeClock();
  const buckets = new Buckets(clock, 1);
  const bucket = buckets.of('a');
  assert.equal(buckets.take(bucket, 11), 1000);
  assert.equal(buckets.take(bucket, 10), 0);
  clock.advance(3_600_000);
  assert.equal(buckets.take(bucket, 10), 0);
  assert.equal(buckets.take(bucket, 1), 1000);
});

test('what is cheap is counted in parts', () => {
  const buckets = new Buckets(new FakeClock(), 1);
  const bucket = buckets.of('a');
  let taken = 0;
  while (buckets.take(bucket, 0.05) === 0) taken += 1;
  assert.ok(taken === 199 || taken === 200, String(taken));
});

test('everybody has a bucket of their own', () => {
  const buckets = new Buckets(new FakeClock(), 1);
  assert.equal(buckets.take(buckets.of('a'), 10), 0);
  assert.equal(buckets.take(buckets.of('b'), 10), 0);
  assert.ok(buckets.take(buckets.of('a'), 1) > 0);
});
