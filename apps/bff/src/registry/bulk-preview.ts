import { guardOf } from './guard.ts';
import {
  type Cause,
  type ServiceEffect,
  type Verdict,
  worstFirst,
  zoneIn,
  zonesOf,
} from './isolation-preview.ts';
import type { Counts, ServiceEntry } from './service-book.ts';
import type { RegistryState } from './state.ts';
import { BIT } from './tables/instance-table.ts';

/** What an edit of many instances would do to the traffic of one: what it would be like afterwards. */
export interface After {
  /** Deregistered. */
  readonly gone: boolean;
  readonly checked: boolean;
  readonly healthy: boolean;
  readonly weight: number;
  /** Whether anything about it changes at all. */
  readonly changes: boolean;
}

type Taken = 'gone' | 'unhealthy' | 'weightless';

/**
 * What changing the given instances would do, service by service: stop first. A service is stopped where nothing
 * healthy with a weight would be left of it, although something is now.
 */
export function previewChanges(
  state: RegistryState,
  slots: readonly number[],
  afterOf: (slot: number) => After,
): ServiceEffect[] {
  const byService = new Map<ServiceEntry, number[]>();
  for (const slot of slots) {
    const entry = state.serviceOf(slot);
    const list = byService.get(entry);
    if (list === undefined) byService.set(entry, [slot]);
    else list.push(slot);
  }
  return worstFirst([...byService].map(([entry, here]) => effectOn(state, entry, here, afterOf)));
}

function effectOn(
  state: RegistryState,
  entry: ServiceEntry,
  here: readonly number[],
  afterOf: (slot: number) => After,
): ServiceEffect {
  const table = state.instances;
  const afters = new Map(here.map((slot) => [slot, afterOf(slot)]));
  const changing = here.filter((slot) => afters.get(slot)?.changes);
  const zones = new Map<number, { healthyNow: number; healthyAfter: number }>();
  const concerned = new Set(here.map((slot) => table.zone[slot] ?? 0));
  const sums = { usableNow: 0, usableAfter: 0, weightNow: 0, weightAfter: 0, left: 0 };
  const taken = new Set<Taken>();
  const others: number[] = [];
  for (const slot of table.ofService.of(entry.service.key)) {
    if (table.has(slot, BIT.isolated)) {
      if (!afters.get(slot)?.gone) sums.left += 1;
      continue;
    }
    const weight = table.weight[slot] ?? 0;
    const now = table.has(slot, BIT.healthy);
    const after = afters.get(slot) ?? { gone: false, healthy: now, weight };
    const usable = !after.gone && after.healthy && after.weight > 0;
    const zone = zoneIn(zones, table.zone[slot] ?? 0);
    if (!after.gone) sums.left += 1;
    if (!after.gone && !after.healthy && others.length < MOST_OTHERS) others.push(slot);
    if (now) sums.weightNow += weight;
    if (!after.gone && after.healthy) sums.weightAfter += after.weight;
    if (now && weight > 0) {
      sums.usableNow += 1;
      zone.healthyNow += 1;
      if (after.gone) taken.add('gone');
      else if (!after.healthy) taken.add('unhealthy');
      else if (after.weight === 0) taken.add('weightless');
    }
    if (!usable) continue;
    sums.usableAfter += 1;
    zone.healthyAfter += 1;
  }
  const { spread, zones: zoneList } = zonesOf(table, zones, concerned);
  const { verdict, causes } = judge(state, entry, changing.length, sums, taken, zoneList);
  return {
    entry,
    namespace: entry.service.namespace,
    service: entry.service.name,
    here,
    changing,
    now: entry.counts,
    after: countsAfter(state, entry.counts, afters),
    healthyNow: sums.usableNow,
    healthyAfter: sums.usableAfter,
    weightNow: sums.weightNow,
    weightAfter: sums.weightAfter,
    zones: zoneList,
    spread,
    verdict,
    causes,
    others: verdict === 'stop' ? others : [],
    othersInTraffic: sums.usableAfter,
  };
}

const MOST_OTHERS = 5;

function judge(
  state: RegistryState,
  entry: ServiceEntry,
  changing: number,
  sums: { usableNow: number; usableAfter: number; left: number },
  taken: ReadonlySet<Taken>,
  zones: readonly { zone: string; healthyNow: number; healthyAfter: number }[],
): { verdict: Verdict; causes: Cause[] } {
  if (changing === 0) return { verdict: 'unchanged', causes: [] };
  if (sums.usableAfter >= sums.usableNow) return { verdict: 'ok', causes: [] };
  if (sums.usableAfter === 0) {
    if (!taken.has('gone') && !taken.has('unhealthy'))
      return { verdict: 'stop', causes: [{ kind: 'noWeight' }] };
    const fallback = sums.left === 0 ? 'noInstance' : 'unhealthyInstances';
    return { verdict: 'stop', causes: [{ kind: 'noneHealthy', fallback }] };
  }
  const causes: Cause[] = [];
  const share = sums.usableAfter / entry.total;
  const { warnBelowShare: limit, warnZoneEmptied } = guardOf(state, entry.service);
  if (share < limit) causes.push({ kind: 'underShare', share, limit });
  for (const { zone, healthyNow, healthyAfter } of warnZoneEmptied ? zones : []) {
    if (zone !== '' && healthyNow > 0 && healthyAfter === 0) causes.push({ kind: 'zoneEmptied', zone });
  }
  return { verdict: causes.length === 0 ? 'ok' : 'warn', causes };
}

/** The partition after the change: isolated wins, then not checked. */
function countsAfter(state: RegistryState, now: Counts, afters: ReadonlyMap<number, After>): Counts {
  const counts = { ...now };
  for (const [slot, after] of afters) {
    const isolated = state.instances.has(slot, BIT.isolated);
    const before = partOf(
      isolated,
      state.instances.has(slot, BIT.checked),
      state.instances.has(slot, BIT.healthy),
    );
    counts[before] -= 1;
    if (after.gone) counts.total -= 1;
    else counts[partOf(isolated, after.checked, after.healthy)] += 1;
  }
  return counts;
}

function partOf(
  isolated: boolean,
  checked: boolean,
  healthy: boolean,
): 'isolated' | 'unchecked' | 'healthy' | 'unhealthy' {
  if (isolated) return 'isolated';
  if (!checked) return 'unchecked';
  return healthy ? 'healthy' : 'unhealthy';
}
