import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keysOf, labelsAfter } from './label-changes.ts';

const none = new Set<string>();

test('labels are set and taken away, the others stay', () => {
  const after = labelsAfter(
    { env: 'prod', tier: 'gold' },
    { set: { env: 'test', team: 'a' }, away: new Set(['tier']) },
  );
  assert.deepEqual(after, { env: 'test', team: 'a' });
});

test('a service that has it all like that already is not written', () => {
  assert.equal(labelsAfter({ env: 'prod' }, { set: { env: 'prod' }, away: new Set(['tier']) }), undefined);
  assert.equal(labelsAfter({}, { set: {}, away: none }), undefined);
});

test('a key that is both set and taken away is set', () => {
  assert.deepEqual(labelsAfter({ env: 'prod' }, { set: { env: 'test' }, away: new Set(['env']) }), {
    env: 'test',
  });
});

test('keys are counted over the services, the commonest first', () => {
  const services = [{ labels: { b: '1', a: '1' } }, { labels: { b: '2' } }, { labels: { c: '3' } }];
  assert.deepEqual(keysOf(services), [
    { key: 'b', count: 2 },
    { key: 'a', count: 1 },
    { key: 'c', count: 1 },
  ]);
});
