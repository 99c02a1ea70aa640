import assert from 'node:assert/strict';
import test from 'node:test';
import { endFields, endsFrom, instantOf, noEnd, wallClock } from './ends.ts';

const now = Date.parse('2026-11-22T06:06:41Z');
const from = (query: string) => endsFrom(new URLSearchParams(query), now, 'Asia/Shanghai');

test('an end by hand sends nothing, a length its seconds, a time its instant in the person’s zone', () => {
  assert.deepEqual(endFields(noEnd, now, 'UTC'), {});
  assert.deepEqual(endFields({ choice: 'm30', until: '' }, now, 'UTC'), { durationSeconds: 1800 });
  assert.deepEqual(endFields({ choice: 'until', until: '2026-11-22T15:00' }, now, 'Asia/Shanghai'), {
    endsAt: Date.parse('2026-11-22T07:00:00Z'),
  });
});

test('a time that is missing, over or more than 30 days off is refused', () => {
  for (const until of ['', '2026-11-22T06:00', '2027-01-22T06:00', 'tomorrow']) {
    assert.equal(endFields({ choice: 'until', until }, now, 'UTC'), undefined, until);
  }
});

test('an address names a button where one fits, else the time it comes to; nonsense is no end', () => {
  assert.deepEqual(from('for=30m'), { choice: 'm30', until: '' });
  assert.deepEqual(from('for=60m'), { choice: 'h1', until: '' });
  assert.deepEqual(from('for=2h'), { choice: 'until', until: '2026-11-22T16:06' });
  assert.deepEqual(from('until=2026-11-22T08:00:00Z'), { choice: 'until', until: '2026-11-22T16:00' });
  for (const query of ['', 'for=soon', 'for=5s', 'for=99d', 'until=later'])
    assert.deepEqual(from(query), noEnd);
});

test('wall clocks go both ways, also across the change to summer time', () => {
  for (const zone of ['UTC', 'Asia/Shanghai', 'America/New_York', 'Australia/Lord_Howe']) {
    for (const at of [now, Date.parse('2026-03-08T12:00:00Z'), Date.parse('2026-11-01T12:00:00Z')]) {
      const minute = at - (at % 60_000);
      assert.equal(instantOf(wallClock(minute, zone), zone), minute, zone);
    }
  }
});
