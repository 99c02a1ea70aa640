import assert from 'node:assert/strict';
import { test } from 'node:test';
import { endsAtOf } from './token-end.ts';

const NOW = new Date('2026-05-04T12:00:00').getTime();

test('a token ends when it is revoked, after some days, or with the chosen day', () => {
  assert.equal(endsAtOf('none', '', NOW), null);
  assert.equal(endsAtOf('month', '', NOW), NOW + 30 * 86_400_000);
  assert.equal(endsAtOf('own', '2026-05-04', NOW), new Date('2026-05-04T23:59:59').getTime());
});

test('a day that is over, too far away or none at all is no end', () => {
  for (const day of ['', '2026-05-03', '2036-06-01', '2026-13-40', 'soon'])
    assert.equal(endsAtOf('own', day, NOW), undefined, day);
});
