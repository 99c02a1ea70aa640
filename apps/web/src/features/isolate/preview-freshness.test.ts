import assert from 'node:assert/strict';
import test from 'node:test';
import type { Counts } from '@cynosure/shared/console/counts.ts';
import type { LiveEvent } from '@cynosure/shared/console/events.ts';
import type { Preview } from '@cynosure/shared/console/preview.ts';
import { disagrees } from './preview-freshness.ts';

const counts = (healthy: number): Counts => ({
  total: 3,
  healthy,
  unhealthy: 3 - healthy,
  isolated: 0,
  unchecked: 0,
});
/** A preview of one service, of which only this is looked at. */
const preview = {
  services: [{ namespace: 'default', service: 'pay', now: counts(2) }],
} as unknown as Preview;
const moved = (service: string, now: Counts): LiveEvent => ({
  event: 'instances',
  data: { topic: 'host:10.5.0.7', rows: [{ id: 'i-1', namespace: 'default', service, serviceCounts: now }] },
});

test('a preview is old once one of its services has other numbers, wherever they moved', () => {
  assert.equal(disagrees(preview, moved('pay', counts(1))), true);
  assert.equal(disagrees(preview, moved('pay', counts(2))), false);
});

test('a service that the preview does not know makes it old, heartbeats do not', () => {
  assert.equal(disagrees(preview, moved('cart', counts(2))), true);
  const beat: LiveEvent = {
    event: 'instances',
    data: { topic: 'host:10.5.0.7', rows: [{ id: 'i-1', lastBeatAt: 5 }] },
  };
  assert.equal(disagrees(preview, beat), false);
});
