import assert from 'node:assert/strict';
import test from 'node:test';
import type { InstanceRow } from '@cynosure/shared/console/instance.ts';
import { matchesQuery } from './instance-match.ts';

const row: InstanceRow = {
  id: 'i-1',
  namespace: 'default',
  service: 'cart',
  host: '10.5.0.7',
  port: 8083,
  health: { state: 'unhealthy', sinceAt: 0, missedBeats: 3 },
  isolation: { intents: ['x'], endsAt: null, sinceAt: 0, by: 'Chen Yu' },
  checked: true,
  ttlSeconds: 5,
  weight: 100,
  priority: 0,
  protocol: 'grpc',
  version: '4.11.0',
  region: 'south',
  zone: 'gz-3',
  campus: '',
  labels: { track: 'canary' },
  held: {},
  lastBeatAt: null,
  revision: 'r',
  registeredAt: 0,
  changedAt: 0,
  may: {},
};

test('one value of a filter is enough, every filter must hold, and a negated value rules out', () => {
  assert.equal(matchesQuery({}, row), true);
  assert.equal(matchesQuery({ zone: ['gz-4', 'gz-3'], version: ['4.*'] }, row), true);
  assert.equal(matchesQuery({ zone: ['gz-3'], version: ['!4.11.0'] }, row), false);
  assert.equal(matchesQuery({ service: ['*ar*'], host: ['*.7'] }, row), true);
});

test('isolated outranks the verdict in the state, while healthy asks for the verdict alone', () => {
  assert.equal(matchesQuery({ state: ['unhealthy'] }, row), false);
  assert.equal(matchesQuery({ state: ['isolated'] }, row), true);
  assert.equal(matchesQuery({ healthy: false, isolated: true }, row), true);
});

test('a row has held values or not, also one that says nothing of them', () => {
  const held = { '/weight': { client: 100, by: 'Chen Yu', at: 0, reason: '' } };
  assert.equal(matchesQuery({ held: true }, { ...row, held }), true);
  assert.equal(matchesQuery({ held: true }, row), false);
  assert.equal(matchesQuery({ held: false }, row), true);
  const { held: _, ...older } = row;
  assert.equal(matchesQuery({ held: true }, older as InstanceRow), false); // an older server's
});

test('numbers compare, labels all have to hold, text is looked for in names and places', () => {
  assert.equal(matchesQuery({ weight: ['<101', '>200'] }, row), true);
  assert.equal(matchesQuery({ weight: ['!100'] }, row), false);
  assert.equal(matchesQuery({ label: ['track:can*', '!env:prod'] }, row), true);
  assert.equal(matchesQuery({ label: ['track:canary', 'env:*'] }, row), false);
  assert.equal(matchesQuery({ q: 'cart 8083' }, row), true);
  assert.equal(matchesQuery({ q: 'cart 8084' }, row), false);
});
