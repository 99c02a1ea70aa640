import assert from 'node:assert/strict';
import test from 'node:test';
import { readWord, requestFrom, startOfDay } from './filters.ts';

const now = Date.parse('2026-11-22T06:06:41.500Z');
const request = (query: string) => requestFrom(new URLSearchParams(query), now, 1_000).toString();

test('a typed word is taken for what it looks like', () => {
  assert.deepEqual(readWord(' 10.5.0.7 '), { kind: 'host', value: '10.5.0.7' });
  assert.deepEqual(readWord('fd00::7'), { kind: 'host', value: 'fd00::7' });
  assert.deepEqual(readWord('INC-4711'), { kind: 'ticket', value: 'INC-4711' });
  assert.deepEqual(readWord('01KB2Z3N4P5Q6R7S8T9VWXYZ01')?.kind, 'operation');
  assert.deepEqual(readWord('checkout'), { kind: 'service', value: 'checkout' });
  assert.equal(readWord('  '), undefined);
});

test('choices go out under the names of the registry, and what is unknown is left out', () => {
  assert.equal(
    request('action=isolate&result=refused&by=Chen+Yu'),
    'by=Chen+Yu&action=isolation.create%2Cisolation.again%2Cinstance.isolate&outcome=refused',
  );
  assert.equal(request('action=sing&result=maybe&from=yesterday&to=x'), '');
  assert.equal(request('q=10.5.0.7'), 'host=10.5.0.7');
});

test('times are whole minutes back from now, the reader’s day, or an instant', () => {
  assert.equal(request('from=h1'), `from=${Date.parse('2026-11-22T05:06:00Z')}`);
  assert.equal(request('from=today'), 'from=1000');
  assert.equal(request('from=1795356112000&to=1795356999000'), 'from=1795356112000&to=1795356999000');
});

test('a day begins at midnight of the reader’s time zone', () => {
  assert.equal(startOfDay(now, 'Asia/Shanghai'), Date.parse('2026-11-21T16:00:00Z'));
  assert.equal(startOfDay(now, 'UTC'), Date.parse('2026-11-22T00:00:00Z'));
});

test('the last ten minutes begin at a whole minute', () => {
  assert.equal(request('from=m10'), `from=${Date.parse('2026-11-22T05:56:00Z')}`);
});
