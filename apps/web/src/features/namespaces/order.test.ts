import assert from 'node:assert/strict';
import test from 'node:test';
import type { Namespace } from '@cynosure/shared/console/namespace.ts';
import { matching, sorted } from './order.ts';

const aNamespace = (name: string, more: Partial<Namespace> = {}): Namespace => ({
  name,
  services: 1,
  counts: { total: 2, healthy: 2, unhealthy: 0, isolated: 0, unchecked: 0 },
  exportTo: [],
  comment: '',
  revision: 'r',
  blockers: { services: 1, configGroups: 0 },
  may: {},
  ...more,
});
const names = (list: Namespace[]) => list.map(({ name }) => name);
const maps = aNamespace('maps', {
  comment: 'Tiles and routes',
  counts: { total: 4, healthy: 1, unhealthy: 3, isolated: 0, unchecked: 0 },
});
const all = [
  aNamespace('payments'),
  maps,
  aNamespace('empty', {
    services: 0,
    counts: { total: 0, healthy: 0, unhealthy: 0, isolated: 0, unchecked: 0 },
  }),
];

test('a namespace is found by words of its name and comment, in any case and order', () => {
  assert.deepEqual(names(matching(all, 'routes MAPS')), ['maps']);
  assert.deepEqual(names(matching(all, '')), ['payments', 'maps', 'empty']);
});

test('the ones in trouble come first by share, those without instances are not in trouble, equals go by name', () => {
  assert.deepEqual(names(sorted(all, { key: 'share', descending: false })), ['maps', 'empty', 'payments']);
  assert.deepEqual(names(sorted(all, { key: 'services', descending: true })), ['maps', 'payments', 'empty']);
});
