import type { InstanceTable } from '../registry/tables/instance-table.ts';
import { BIT } from '../registry/tables/instance-table.ts';
import { SilentHosts } from './silent-hosts.ts';

/** Fewer instances say nothing about our hearing (core.md §5). */
const LEAST_INSTANCES = 20;
/** A beat may be so much late, in parts of a TTL, before it counts as not heard. */
const LATE = 1.25;
/** Of larger tables so many rows are looked at first: where three quarters of those are heard, half of all are. */
const GLANCE = 2 ** 15;

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

/** Whom we should hear. */
export interface Listeners {
  readonly ownService: number;
  readonly isOurs?: ((slot: number) => boolean) | undefined;
  readonly isLinkLost?: boolean;
}

/**
 * Judges our own hearing at `now` (listening clock): in doubt when fewer than half of the beats are heard that
 * the instances which have ever beaten promise, and at least half of the hosts are silent in every zone. A
 * dead zone beside living ones is heard clearly, and so is any single death (core.md §5). Instances of the service
 * `ownService` (its key) say nothing: their beats come from inside; nor do those that other nodes watch. A link to
 * another node that was `lost` a moment ago is reason enough where fewer than half are heard.
 */
export function judgeHearing(table: InstanceTable, now: number, about: Listeners): Hearing {
  const part = Math.floor(table.highSlot / GLANCE);
  if (part > 1) {
    // No step that is even or divisible by 3 falls in with what comes in twos and threes.
    const step = part - (part % 6) + 1;
    const glance = listen(table, now, about, step);
    if (glance.beatsHeard * 4 >= glance.beatsExpected * 3) {
      return { kind: 'clear', heard: glance.heard * step, expected: glance.expected * step };
    }
  }
  const { heard, expected, beatsHeard, beatsExpected } = listen(table, now, about, 1);
  const isMostlyHeard = beatsHeard * 2 >= beatsExpected;
  if (expected < LEAST_INSTANCES || isMostlyHeard) return { kind: 'clear', heard, expected };
  const hosts = new SilentHosts();
  for (let slot = 0; slot < table.highSlot; slot += 1) {
    if (!isExpected(table, slot, about)) continue;
    hosts.add(table.zone[slot] ?? 0, table.host[slot] ?? 0, isHeard(table, slot, now));
  }
  const zones = hosts.silentZones() ?? (about.isLinkLost === true ? 1 : null);
  return zones === null ? { kind: 'clear', heard, expected } : { kind: 'doubtful', heard, expected, zones };
}

/** How many of every `step`th row are heard, and how many beats a second that stands for. */
function listen(table: InstanceTable, now: number, about: Listeners, step: number) {
  let expected = 0;
  let heard = 0;
  let beatsExpected = 0;
  let beatsHeard = 0;
  for (let slot = 0; slot < table.highSlot; slot += step) {
    if (!isExpected(table, slot, about)) continue;
    const beats = 1 / (table.ttlSeconds[slot] ?? 1);
    expected += 1;
    beatsExpected += beats;
    if (!isHeard(table, slot, now)) continue;
    heard += 1;
    beatsHeard += beats;
  }
  return { expected, heard, beatsExpected, beatsHeard };
}

const WANTED = BIT.live | BIT.checked | BIT.healthy;

const isExpected = (table: InstanceTable, slot: number, { ownService, isOurs }: Listeners): boolean =>
  ((table.bits[slot] ?? 0) & WANTED) === WANTED &&
  table.beatWallMs[slot] !== 0 &&
  table.service[slot] !== ownService &&
  (isOurs === undefined || isOurs(slot));

const isHeard = (table: InstanceTable, slot: number, now: number): boolean =>
  now - (table.beatAt[slot] ?? 0) < (table.ttlSeconds[slot] ?? 0) * 1000 * LATE;
