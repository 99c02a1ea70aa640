import assert from 'node:assert/strict';
import test from 'node:test';
import { healthyShare, missedBeats, serviceIsIn, stateOf } from './state.ts';

test('isolated wins over every health, so that the four states add up', () => {
  assert.equal(stateOf('unhealthy', true), 'isolated');
  assert.equal(stateOf('unchecked', false), 'unchecked');
  assert.equal(stateOf('healthy', false), 'healthy');
});

test('a service without instances is in no state, and has no share', () => {
  const none = { total: 0, healthy: 0, unhealthy: 0, isolated: 0, unchecked: 0 };
  assert.equal(serviceIsIn('noneHealthy', none), false);
  assert.equal(serviceIsIn('allHealthy', none), false);
  assert.equal(healthyShare(none), undefined);
});

test('a service whose instances are isolated or unhealthy has none healthy', () => {
  const counts = { total: 3, healthy: 0, unhealthy: 1, isolated: 2, unchecked: 0 };
  assert.equal(serviceIsIn('noneHealthy', counts), true);
  assert.equal(serviceIsIn('isolated', counts), true);
  assert.equal(serviceIsIn('unchecked', counts), false);
  assert.equal(healthyShare(counts), 0);
});

test('a beat is late only after the jitter of an ordinary client, and three missed ones are three', () => {
  assert.equal(missedBeats(0, 5, 6_900), 0);
  assert.equal(missedBeats(0, 5, 8_000), 1);
  assert.equal(missedBeats(0, 5, 10_000), 2);
  assert.equal(missedBeats(0, 5, 15_000), 3);
});
