import assert from 'node:assert/strict';
import test from 'node:test';
import type { Host } from '@cynosure/shared/console/host.ts';
import type { Health } from '@cynosure/shared/console/state.ts';
import { factsOf, type HostInstance, sortInstances, usualSort, withRows } from './rows.ts';

const instance = (service: string, state: Health, isolated = false, port = 8080): HostInstance => ({
  id: `${service}:${port}`,
  namespace: 'default',
  service,
  host: '10.5.0.7',
  port,
  health: { state, sinceAt: 0, missedBeats: 0 },
  isolation: isolated ? { intents: [], endsAt: null, sinceAt: 0, by: '' } : null,
  checked: state !== 'unchecked',
  ttlSeconds: 5,
  weight: 100,
  priority: 0,
  protocol: '',
  version: '1.0.0',
  region: '',
  zone: '',
  campus: '',
  labels: {},
  held: {},
  lastBeatAt: 0,
  revision: '',
  registeredAt: 0,
  changedAt: 0,
  may: {},
  serviceCounts: { total: 4, healthy: 3, unhealthy: 1, isolated: 0, unchecked: 0 },
  serviceClients: 2,
});

const host = (...instances: HostInstance[]): Host => ({
  host: '10.5.0.7',
  region: 'south',
  zone: 'gz-3',
  campus: 'gz-3-b',
  counts: { total: instances.length, healthy: 0, unhealthy: 0, isolated: 0, unchecked: 0 },
  services: 1,
  namespaces: ['default'],
  clients: 7,
  isolations: [],
  lane: [],
  instances,
});

test('what is unhealthy stands on top, the rest by service and port', () => {
  const rows = [
    instance('search', 'healthy'),
    instance('cart', 'healthy', false, 8183),
    instance('pay', 'unhealthy'),
    instance('cart', 'healthy', false, 8083),
    instance('audit', 'unhealthy'),
  ];
  assert.deepEqual(
    sortInstances(rows, [usualSort]).map(({ id }) => id),
    ['audit:8080', 'pay:8080', 'cart:8083', 'cart:8183', 'search:8080'],
  );
});

test('isolating does not make unhealthy instances vanish from the facts', () => {
  const facts = factsOf([
    host(instance('a', 'unhealthy', true), instance('b', 'healthy', true), instance('c', 'healthy')),
  ]);
  assert.equal(facts.unhealthy, 1);
  assert.equal(facts.isolated, 2);
  assert.equal(facts.healthyInTraffic, 1);
  assert.equal(facts.clients, 7);
  assert.deepEqual(facts.places, ['south / gz-3 / gz-3-b']);
});

test('what has moved changes the rows it is of and nothing else, and none that is not on the host', () => {
  const before = host(instance('cart', 'healthy'), instance('pay', 'healthy'));
  const health = { state: 'healthy', sinceAt: 0, missedBeats: 1 } as const;
  const after = withRows(before, [
    { id: 'pay:8080', lastBeatAt: 5_000, health },
    { id: 'gone:8080', lastBeatAt: 5_000, health },
  ]);
  assert.deepEqual(after, {
    ...before,
    instances: [before.instances[0], { ...before.instances[1], lastBeatAt: 5_000, health }],
  });
  assert.equal(after.instances[0], before.instances[0]);
});
