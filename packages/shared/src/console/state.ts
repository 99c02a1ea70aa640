import type { Counts } from './counts.ts';

/** The checker's verdict as a reader sees it; `unchecked` = nobody watches this instance's heartbeats. */
export type Health = 'healthy' | 'unhealthy' | 'unchecked';

/** The one word of an instance in lists and counts. */
export const instanceStates = ['healthy', 'unhealthy', 'isolated', 'unchecked'] as const;
export type InstanceState = (typeof instanceStates)[number];

/** What a service can be filtered by. All but the first two: has at least one instance in that state. */
export const serviceStates = ['noneHealthy', 'allHealthy', 'unhealthy', 'isolated', 'unchecked'] as const;
export type ServiceState = (typeof serviceStates)[number];

/** Isolated wins, then unchecked: the partition that Counts are made of (console/spec.md §3). */
export const stateOf = (health: Health, isolated: boolean): InstanceState => (isolated ? 'isolated' : health);

/** Whether a service with these counts belongs to `state`. A service without instances is in none of them. */
export function serviceIsIn(state: ServiceState, counts: Counts): boolean {
  if (state === 'noneHealthy') return counts.total > 0 && counts.healthy === 0;
  if (state === 'allHealthy') return counts.total > 0 && counts.healthy === counts.total;
  return counts[state] > 0;
}

/** Healthy share, 0 … 1; `undefined` where there is nothing to take a share of. */
export const healthyShare = (counts: Counts): number | undefined =>
  counts.total === 0 ? undefined : counts.healthy / counts.total;

/**
 * Heartbeats that have not come, 0 … 3. A beat is late once a whole TTL and half of the next have passed, so
 * that the jitter of an ordinary client is no news; three missed ones are the checker's verdict.
 */
export function missedBeats(lastBeatAt: number, ttlSeconds: number, now: number): 0 | 1 | 2 | 3 {
  const periods = (now - lastBeatAt) / (ttlSeconds * 1000);
  if (periods >= 3) return 3;
  if (periods >= 2) return 2;
  return periods >= 1.4 ? 1 : 0;
}
