import assert from 'node:assert/strict';
import test from 'node:test';
import type { Isolation } from '@cynosure/shared/console/isolation.ts';
import { clientsBehind, isInTab, needsReview } from './isolation-order.ts';

const isolation = (more: Partial<Isolation> = {}): Isolation => ({
  id: '01JX',
  scope: 'host',
  hosts: ['10.5.0.7'],
  leave: [],
  reason: 'disk latency',
  ticket: '',
  by: { id: 'u', name: 'Chen Yu', via: 'console' },
  sinceAt: 0,
  endsAt: null,
  state: 'inForce',
  counts: { instances: 1, services: 1, inForce: 1, backInTraffic: 0, arrived: 0, registeredAgain: 0 },
  drift: [],
  uptake: { clients: 3, delivered: 3, confirmed: 2, behind: [], startedAt: 0 },
  operationId: 'op',
  revision: '1',
  may: {},
  ...more,
});

test('an isolation comes into the tab of the ending ones ten minutes before its end', () => {
  const one = isolation({ endsAt: 1_200_000 });
  assert.equal(isInTab(one, 'ending', 599_999), false);
  assert.equal(isInTab(one, 'ending', 600_000), true);
  assert.equal(isInTab(one, 'inForce', 600_000), true);
});

test('one that has ended is in the tab of the ended and in no other', () => {
  const one = isolation({ state: 'ended', endsAt: 100 });
  assert.deepEqual(
    (['inForce', 'drift', 'ending', 'ended'] as const).filter((tab) => isInTab(one, tab, 50)),
    ['ended'],
  );
});

test('one without an end asks for a look after four hours; one with an end never does', () => {
  assert.equal(needsReview(isolation(), 4 * 3_600_000), false);
  assert.equal(needsReview(isolation(), 4 * 3_600_000 + 1), true);
  assert.equal(needsReview(isolation({ endsAt: 9e15 }), 9e9), false);
});

test('clients count as behind only after they have had half a minute', () => {
  assert.equal(clientsBehind(isolation(), 29_999), 0);
  assert.equal(clientsBehind(isolation(), 30_000), 1);
});
