import type { InstanceTable } from '../registry/tables/instance-table.ts';
import { BIT } from '../registry/tables/instance-table.ts';

/** Fewer instances say nothing about our hearing (core.md §5). */
const LEAST_INSTANCES = 20;
/** A beat may be so much late, in parts of a TTL, before it counts as not heard. */
const LATE = 1.25;

/** Whether silence is theirs or ours. */
export type Hearing =
  | { readonly kind: 'clear'; readonly heard: number; readonly expected: number }
  | {
      readonly kind: 'doubtful';
      readonly heard: number;
      readonly expected: number;
      /** Zones (''= none given) in which at least half of the hosts are silent: all there are. */
      readonly zones: number;
    };

/**
 * Judges our own hearing at `now` (listening clock): in doubt when fewer than half of the beats are heard that
 * the instances which have ever beaten promise, and at least half of the hosts are silent in every zone. A
 * dead zone beside living ones is heard clearly, and so is any single death (core.md §5). Instances of the service
 * `ownService` (its key) say nothing: their beats come from inside.
 */
export function judgeHearing(table: InstanceTable, now: number, ownService: number): Hearing {
  let expected = 0;
  let heard = 0;
  let beatsExpected = 0;
  let beatsHeard = 0;
  /** Zone → host → whether anything on it was heard. */
  const zones = new Map<number, Map<number, boolean>>();
  const wanted = BIT.live | BIT.checked | BIT.healthy;
  for (let slot = 0; slot < table.highSlot; slot += 1) {
    if (((table.bits[slot] ?? 0) & wanted) !== wanted || !table.beatWallMs[slot]) continue;
    if (table.service[slot] === ownService) continue;
    expected += 1;
    const ttlSeconds = table.ttlSeconds[slot] ?? 0;
    const isHeard = now - (table.beatAt[slot] ?? 0) < ttlSeconds * 1000 * LATE;
    beatsExpected += 1 / ttlSeconds;
    if (isHeard) {
      heard += 1;
      beatsHeard += 1 / ttlSeconds;
    }
    const hosts = zones.get(table.zone[slot] ?? 0) ?? new Map<number, boolean>();
    const host = table.host[slot] ?? 0;
    hosts.set(host, (hosts.get(host) ?? false) || isHeard);
    zones.set(table.zone[slot] ?? 0, hosts);
  }
  if (expected < LEAST_INSTANCES || beatsHeard * 2 >= beatsExpected) {
    return { kind: 'clear', heard, expected };
  }
  for (const hosts of zones.values()) {
    let silent = 0;
    for (const isHeard of hosts.values()) if (!isHeard) silent += 1;
    if (silent * 2 < hosts.size) return { kind: 'clear', heard, expected };
  }
  return { kind: 'doubtful', heard, expected, zones: zones.size };
}
