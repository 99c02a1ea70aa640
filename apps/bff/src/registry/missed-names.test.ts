import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MissedNames } from './missed-names.ts';

test('names that clients ask for in vain are counted by client for ten minutes, and have a bound', () => {
  const missed = new MissedNames();
  missed.note('a', 'default/old', 0);
  missed.note('a', 'default/old', 1000);
  missed.note('b', 'default/old', 2000);
  assert.equal(missed.countOf('default/old', 3000), 2);
  assert.equal(missed.countOf('default/other', 3000), 0);
  assert.equal(missed.countOf('default/old', 601_500), 1);
  for (let n = 0; n < 10_000; n += 1) missed.note('c', `default/${n}`, 3000);
  assert.equal(missed.countOf('default/old', 3000), 0);
  for (let n = 0; n < 200; n += 1) missed.note(`client ${n}`, 'default/1', 3000);
  assert.equal(missed.countOf('default/1', 3000), 100);
});
