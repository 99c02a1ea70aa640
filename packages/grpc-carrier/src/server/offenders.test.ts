import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Offenders } from './offenders.ts';

test('an address whose connections do wrong again and again waits, and no other does', () => {
  const offenders = new Offenders();
  for (let n = 0; n < 10; n += 1) offenders.add('10.0.0.1', n);
  assert.equal(offenders.waitMs('10.0.0.1', 10), 0);
  offenders.add('10.0.0.1', 10);
  assert.equal(offenders.waitMs('10.0.0.1', 10), 500);
  assert.equal(offenders.waitMs('10.0.0.1', 310), 200 + 64);
  assert.equal(offenders.waitMs('10.0.0.2', 10), 0);
  assert.equal(offenders.waitMs('10.0.0.1', 510), 0);
});

test('those that wait are read one after the other, however many they are, within a second', () => {
  const offenders = new Offenders();
  for (let n = 0; n < 11; n += 1) offenders.add('10.0.0.1', 0);
  const waits = Array.from({ length: 16 }, () => offenders.waitMs('10.0.0.1', 0));
  assert.equal(new Set(waits).size, 8);
  assert.equal(Math.min(...waits), 500);
  assert.equal(Math.max(...waits), 948);
});

test('ten wrong connections in each second make nobody wait', () => {
  const offenders = new Offenders();
  for (let second = 0; second < 5; second += 1) {
    for (let n = 0; n < 10; n += 1) offenders.add('10.0.0.1', second * 1_000);
  }
  assert.equal(offenders.waitMs('10.0.0.1', 4_000), 0);
});

test('who had to wait and does wrong again waits again, until it is forgotten', () => {
  const offenders = new Offenders();
  for (let n = 0; n < 11; n += 1) offenders.add('10.0.0.1', 0);
  offenders.add('10.0.0.1', 2_500);
  assert.equal(offenders.waitMs('10.0.0.1', 2_500), 500);
  offenders.forget(6_500);
  offenders.add('10.0.0.1', 6_500);
  assert.equal(offenders.waitMs('10.0.0.1', 6_500), 500 + 64);
  offenders.forget(11_501);
  offenders.add('10.0.0.1', 11_501);
  assert.equal(offenders.waitMs('10.0.0.1', 11_501), 0);
});
