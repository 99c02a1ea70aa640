import { guardOf } from './guard.ts';
import type { Isolation, ServiceName } from './model.ts';
import type { Counts, ServiceEntry } from './service-book.ts';
import type { RegistryState } from './state.ts';
import { BIT, type InstanceTable } from './tables/instance-table.ts';

const MOST_OTHERS = 5;

/** What is to be taken out of traffic: hosts with all that is on them, or instances one by one. */
export type IsolationTarget =
  | { readonly kind: 'hosts'; readonly hosts: readonly string[] }
  | { readonly kind: 'hostInService'; readonly host: string; readonly service: ServiceName }
  | { readonly kind: 'instances'; readonly instanceIds: readonly string[] };

/** From harmless to harmful. `unchanged`: all that is here is isolated already. */
export type Verdict = 'unchanged' | 'ok' | 'warn' | 'stop';

export type Cause =
  | { readonly kind: 'noneHealthy'; readonly fallback: 'unhealthyInstances' | 'noInstance' }
  /** All of its healthy instances would have the weight 0. */
  | { readonly kind: 'noWeight' }
  | { readonly kind: 'underShare'; readonly share: number; readonly limit: number }
  | { readonly kind: 'zoneEmptied'; readonly zone: string }
  | { readonly kind: 'alreadyUnhealthy' }
  | { readonly kind: 'alreadyIsolated'; readonly by: string; readonly sinceAt: number }
  | { readonly kind: 'returnUnhealthy'; readonly instances: number }
  | { readonly kind: 'stayIsolated'; readonly instances: number };

/** What would become of one service. Healthy = what clients would call: healthy and in traffic. */
export interface ServiceEffect extends ServiceName {
  readonly entry: ServiceEntry;
  /** Slots of the target in this service; those of them that would change. */
  readonly here: readonly number[];
  readonly changing: readonly number[];
  readonly now: Counts;
  readonly after: Counts;
  readonly healthyNow: number;
  readonly healthyAfter: number;
  /** Sums of the weights of what clients call. */
  readonly weightNow: number;
  readonly weightAfter: number;
  /** Zones of the instances concerned. */
  readonly zones: readonly {
    readonly zone: string;
    readonly healthyNow: number;
    readonly healthyAfter: number;
  }[];
  /** All zones of the service: where what clients call stands now, and afterwards. */
  readonly spread: ServiceEffect['zones'];
  readonly verdict: Verdict;
  readonly causes: readonly Cause[];
  /** Others that stay in traffic but are not healthy, at most 5; only for a stop. */
  readonly others: readonly number[];
  /** How many others stay in traffic, healthy or not. */
  readonly othersInTraffic: number;
}

/** The slots that a target names now. */
export function slotsOfTarget(state: RegistryState, target: IsolationTarget): number[] {
  if (target.kind === 'instances') {
    return target.instanceIds.map((id) => state.instances.slotOf(id)).filter((slot) => slot !== -1);
  }
  if (target.kind === 'hosts') return target.hosts.flatMap((host) => state.slotsOnHost(host));
  const entry = state.services.service(target.service.namespace, target.service.service);
  return entry === undefined ? [] : state.slotsOfServiceOnHost(entry, target.host);
}

/** What isolating the target would do, service by service: stop first, then warn, ok, unchanged. */
export function previewIsolation(state: RegistryState, target: IsolationTarget): ServiceEffect[] {
  return effects(
    state,
    slotsOfTarget(state, target),
    (slot) => !state.instances.has(slot, BIT.isolated),
    true,
  );
}

/** What ending an isolation would put back: what no flag and no other isolation keeps out. Never a stop. */
export function previewEnd(state: RegistryState, isolation: Isolation): ServiceEffect[] {
  const comesBack = (slot: number): boolean => {
    if (!state.instances.has(slot, BIT.isolated) || state.instances.has(slot, BIT.rowIsolate)) return false;
    const standing = state.standingOf(slot);
    return !state.isolations
      .covering(standing)
      .some((other) => other.id !== isolation.id && !state.isolations.isReleased(other.id, standing.id));
  };
  return effects(state, state.slotsUnder(isolation), comesBack, false);
}

/** What putting single instances back would change: all that are out, whatever keeps them out. Never a stop. */
export const previewRelease = (state: RegistryState, slots: readonly number[]): ServiceEffect[] =>
  effects(state, slots, (slot) => state.instances.has(slot, BIT.isolated), false);

const RANK: Readonly<Record<Verdict, number>> = { stop: 0, warn: 1, ok: 2, unchanged: 3 };

const HARM: Readonly<Record<Verdict, number>> = { unchanged: 0, ok: 0, warn: 1, stop: 2 };

/** Whether `now` is worse than what was seen. */
export const isWorse = (seen: Verdict, now: Verdict): boolean => HARM[now] > HARM[seen];

function effects(
  state: RegistryState,
  slots: readonly number[],
  changes: (slot: number) => boolean,
  taking: boolean,
): ServiceEffect[] {
  const byService = new Map<ServiceEntry, number[]>();
  for (const slot of slots) {
    const entry = state.serviceOf(slot);
    const list = byService.get(entry);
    if (list === undefined) byService.set(entry, [slot]);
    else list.push(slot);
  }
  return worstFirst(
    [...byService].map(([entry, here]) => effectOn(state, entry, here, here.filter(changes), taking)),
  );
}

/** In the order in which previews show them. */
export const worstFirst = (effects: ServiceEffect[]): ServiceEffect[] =>
  effects.sort((a, b) => RANK[a.verdict] - RANK[b.verdict] || compareNames(a, b));

function effectOn(
  state: RegistryState,
  entry: ServiceEntry,
  here: readonly number[],
  changing: readonly number[],
  taking: boolean,
): ServiceEffect {
  const table = state.instances;
  const moved = new Set(changing);
  const zones = new Map<number, { healthyNow: number; healthyAfter: number }>();
  const concerned = new Set(here.map((slot) => table.zone[slot] ?? 0));
  const sums = { healthyNow: 0, healthyAfter: 0, weightNow: 0, weightAfter: 0, inTraffic: 0 };
  const others: number[] = [];
  for (const slot of table.ofService.of(entry.service.key)) {
    const isolated = table.has(slot, BIT.isolated);
    const isolatedAfter = moved.has(slot) ? taking : isolated;
    const healthy = table.has(slot, BIT.healthy);
    if (!isolatedAfter) {
      sums.inTraffic += 1;
      if (!healthy && others.length < MOST_OTHERS) others.push(slot);
    }
    if (!healthy) continue;
    const zone = zoneIn(zones, table.zone[slot] ?? 0);
    const weight = table.weight[slot] ?? 0;
    if (!isolated) {
      sums.healthyNow += 1;
      sums.weightNow += weight;
      zone.healthyNow += 1;
    }
    if (!isolatedAfter) {
      sums.healthyAfter += 1;
      sums.weightAfter += weight;
      zone.healthyAfter += 1;
    }
  }
  const { spread, zones: zoneList } = zonesOf(table, zones, concerned);
  const judged = taking
    ? judge(state, entry, here, changing, sums, zoneList)
    : {
        verdict: changing.length === 0 ? ('unchanged' as const) : ('ok' as const),
        causes: causesOfReturn(state, here, moved),
      };
  return {
    entry,
    namespace: entry.service.namespace,
    service: entry.service.name,
    here,
    changing,
    now: entry.counts,
    after: countsAfter(state, entry.counts, changing, taking),
    healthyNow: sums.healthyNow,
    healthyAfter: sums.healthyAfter,
    weightNow: sums.weightNow,
    weightAfter: sums.weightAfter,
    zones: zoneList,
    spread,
    ...judged,
    others: judged.verdict === 'stop' ? others : [],
    othersInTraffic: sums.inTraffic,
  };
}

interface ZoneCount {
  healthyNow: number;
  healthyAfter: number;
}

/** The counts of a zone, made where it is met for the first time. */
export function zoneIn(zones: Map<number, ZoneCount>, zone: number): ZoneCount {
  const known = zones.get(zone);
  if (known !== undefined) return known;
  const counts = { healthyNow: 0, healthyAfter: 0 };
  zones.set(zone, counts);
  return counts;
}

/** All zones that were counted, and those of the instances concerned, by name. */
export function zonesOf(
  table: InstanceTable,
  zones: Map<number, ZoneCount>,
  concerned: ReadonlySet<number>,
): Pick<ServiceEffect, 'zones' | 'spread'> {
  for (const zone of concerned) zoneIn(zones, zone);
  const named = [...zones]
    .map(([number, counts]) => ({ number, zone: table.words.textOf(number) ?? '', ...counts }))
    .sort((a, b) => (a.zone < b.zone ? -1 : 1));
  const plain = ({ zone, healthyNow, healthyAfter }: ZoneCount & { zone: string }) => ({
    ...{ zone, healthyNow, healthyAfter },
  });
  return { zones: named.filter(({ number }) => concerned.has(number)).map(plain), spread: named.map(plain) };
}

function judge(
  state: RegistryState,
  entry: ServiceEntry,
  here: readonly number[],
  changing: readonly number[],
  sums: { healthyNow: number; healthyAfter: number; inTraffic: number },
  zones: readonly { zone: string; healthyNow: number; healthyAfter: number }[],
): { verdict: Verdict; causes: Cause[] } {
  if (changing.length === 0) return { verdict: 'unchanged', causes: alreadyIsolated(state, here[0]) };
  if (sums.healthyAfter === sums.healthyNow) return { verdict: 'ok', causes: [{ kind: 'alreadyUnhealthy' }] };
  if (sums.healthyAfter === 0) {
    const fallback = sums.inTraffic === 0 ? 'noInstance' : 'unhealthyInstances';
    return { verdict: 'stop', causes: [{ kind: 'noneHealthy', fallback }] };
  }
  const causes: Cause[] = [];
  const share = sums.healthyAfter / entry.total;
  const { warnBelowShare: limit, warnZoneEmptied } = guardOf(state, entry.service);
  if (share < limit) causes.push({ kind: 'underShare', share, limit });
  for (const zone of warnZoneEmptied ? zones : []) {
    if (zone.zone !== '' && zone.healthyNow > 0 && zone.healthyAfter === 0) {
      causes.push({ kind: 'zoneEmptied', zone: zone.zone });
    }
  }
  return { verdict: causes.length === 0 ? 'ok' : 'warn', causes };
}

/** What somebody who puts instances back should know of a service; drifted ones are in traffic already. */
function causesOfReturn(state: RegistryState, here: readonly number[], moved: ReadonlySet<number>): Cause[] {
  const { instances: table } = state;
  const unhealthy = here.filter(
    (slot) => moved.has(slot) && table.has(slot, BIT.checked) && !table.has(slot, BIT.healthy),
  ).length;
  const staying = here.filter((slot) => !moved.has(slot) && table.has(slot, BIT.isolated)).length;
  const causes: Cause[] = [];
  if (unhealthy > 0) causes.push({ kind: 'returnUnhealthy', instances: unhealthy });
  if (staying > 0) causes.push({ kind: 'stayIsolated', instances: staying });
  return causes;
}

function alreadyIsolated(state: RegistryState, slot: number | undefined): Cause[] {
  if (slot === undefined) return [];
  const [isolation] = state.isolations.covering(state.standingOf(slot));
  const sinceAt = isolation?.sinceAt ?? state.instances.isolatedSince[slot] ?? 0;
  return [{ kind: 'alreadyIsolated', by: isolation?.by.name ?? '', sinceAt }];
}

/** The partition after the change: isolated wins, then not checked. */
function countsAfter(
  state: RegistryState,
  now: Counts,
  changing: readonly number[],
  taking: boolean,
): Counts {
  const after = { ...now };
  const sign = taking ? 1 : -1;
  for (const slot of changing) {
    after.isolated += sign;
    if (!state.instances.has(slot, BIT.checked)) after.unchecked -= sign;
    else if (state.instances.has(slot, BIT.healthy)) after.healthy -= sign;
    else after.unhealthy -= sign;
  }
  return after;
}

const compareNames = (a: ServiceName, b: ServiceName): number =>
  a.service < b.service ? -1 : a.service > b.service ? 1 : a.namespace < b.namespace ? -1 : 1;
