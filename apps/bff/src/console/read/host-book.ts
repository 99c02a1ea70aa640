import type { Counts } from '@cynosure/shared/console/counts.ts';
import type { HostRow } from '@cynosure/shared/console/host.ts';
import type { RegistryState } from '../../registry/state.ts';
import { stateOfBits } from './instance-filter.ts';
import { lastBeatAtOf, shownChangeAt } from './instance-times.ts';

/** What is counted over the instances of one host. */
export interface HostTotals {
  readonly host: string;
  /** Number of the host in the table; good until the state changes. */
  readonly number: number;
  readonly counts: Counts;
  /** Epoch ms of the newest heartbeat, or null. */
  lastBeatAt: number | null;
  changedAt: number;
  /** Since when the newest of its unhealthy instances is unhealthy; 0 = none is. */
  unhealthySinceAt: number;
  zone: number;
}

/** Totals of all hosts, made in one pass over the rows when asked for and the registry has changed. */
export class HostBook {
  readonly #state: RegistryState;
  #at = -1;
  #hosts: readonly HostTotals[] = [];

  constructor(state: RegistryState) {
    this.#state = state;
  }

  /** In no order. Heartbeats are as old as the last change at most. */
  all(): readonly HostTotals[] {
    if (this.#at === this.#state.position) return this.#hosts;
    this.#hosts = totals(this.#state);
    this.#at = this.#state.position;
    return this.#hosts;
  }
}

function totals(state: RegistryState): HostTotals[] {
  const { instances: table } = state;
  const byNumber = new Map<number, HostTotals>();
  for (let slot = 0; slot < table.highSlot; slot += 1) {
    if (!table.isLive(slot)) continue;
    const number = table.host[slot] ?? 0;
    let host = byNumber.get(number);
    if (host === undefined) {
      host = emptyTotals(table.hosts.textOf(number) ?? '', number, table.zone[slot] ?? 0);
      byNumber.set(number, host);
    }
    addRow(state, host, slot);
  }
  return [...byNumber.values()];
}

const emptyTotals = (host: string, number: number, zone: number): HostTotals => ({
  host,
  number,
  counts: { total: 0, healthy: 0, unhealthy: 0, isolated: 0, unchecked: 0 },
  lastBeatAt: null,
  changedAt: 0,
  unhealthySinceAt: 0,
  zone,
});

function addRow(state: RegistryState, host: HostTotals, slot: number): void {
  const { instances: table } = state;
  const word = stateOfBits(table.bits[slot] ?? 0);
  host.counts.total += 1;
  host.counts[word] += 1;
  const beatAt = lastBeatAtOf(state, slot);
  if (beatAt !== null && beatAt > (host.lastBeatAt ?? 0)) host.lastBeatAt = beatAt;
  host.changedAt = Math.max(host.changedAt, shownChangeAt(state, slot));
  if (word === 'unhealthy')
    host.unhealthySinceAt = Math.max(host.unhealthySinceAt, table.healthSince[slot] ?? 0);
}

/** Totals of one host alone; undefined where no instance is on it. */
export function hostTotals(state: RegistryState, host: string): HostTotals | undefined {
  const [first, ...others] = state.slotsOnHost(host);
  if (first === undefined) return undefined;
  const { instances: table } = state;
  const made = emptyTotals(host, table.host[first] ?? 0, table.zone[first] ?? 0);
  for (const slot of [first, ...others]) addRow(state, made, slot);
  return made;
}

/** The services that a host has instances of, by key. */
export function servicesOnHost(state: RegistryState, number: number): Set<number> {
  const keys = new Set<number>();
  for (const slot of state.instances.ofHost.of(number)) keys.add(state.instances.service[slot] ?? 0);
  return keys;
}

/** A host in the list of hosts. `clients` = how many different ones discover any service on it. */
export function hostRow(state: RegistryState, totals: HostTotals, clients: number): HostRow {
  const { instances: table } = state;
  const services = servicesOnHost(state, totals.number);
  const namespaces = new Set<string>();
  for (const key of services) namespaces.add(state.services.byKey(key)?.service.namespace ?? '');
  const [slot = -1] = state.slotsOnHost(totals.host);
  return {
    host: totals.host,
    region: table.words.textOf(table.region[slot] ?? 0) ?? '',
    zone: slot === -1 ? '' : table.zoneOf(slot),
    campus: table.words.textOf(table.campus[slot] ?? 0) ?? '',
    counts: { ...totals.counts },
    services: services.size,
    namespaces: [...namespaces].sort(),
    clients,
    isolated: state.isolations.onHost(totals.host).length > 0,
    lastBeatAt: totals.lastBeatAt,
    changedAt: totals.changedAt,
  };
}
