import { type Counts, noCounts } from '@cynosure/shared/console/counts.ts';
import type { Host } from '@cynosure/shared/console/host.ts';
import type { Rights } from '../../access/rights.ts';
import type { RegistryState } from '../../registry/state.ts';
import type { Uptake } from '../../registry/uptake.ts';
import type { History } from '../history.ts';
import { hostRow, hostTotals } from './host-book.ts';
import { instanceView } from './instance-view.ts';
import { flaggedOnHost, flaggedView, type IsolationViewParts, isolationView } from './isolation-view.ts';
import { permitted } from './may.ts';

const LANE_MS = 30 * 60_000;

export interface HostViewParts extends IsolationViewParts {
  readonly uptake: Uptake;
  readonly history: History;
}

/** One host in full, also one without instances: what is known of it then is its lane and its isolations. */
export function hostView(parts: HostViewParts, host: string, rights: Rights, wallMs: number): Host {
  const { state, uptake, history } = parts;
  const slots = state.slotsOnHost(host);
  const flagged = flaggedOnHost(state, host);
  const totals = hostTotals(state, host);
  const services = [...new Set(slots.map((slot) => state.instances.service[slot] ?? 0))];
  const row =
    totals === undefined ? emptyRow(state, host) : hostRow(state, totals, clientsOf(uptake, services));
  return {
    ...row,
    isolations: [
      ...isolationsOf(state, host, slots).map((isolation) => isolationView(parts, isolation, rights)),
      ...(flagged.length === 0 ? [] : [flaggedView(parts, host, flagged, rights)]),
    ],
    lane: history.lane(host, wallMs - LANE_MS),
    instances: slots.map((slot) => {
      const { counts, service } = state.serviceOf(slot);
      return {
        ...instanceView(state, slot, rights, wallMs),
        serviceCounts: { ...counts },
        serviceClients: uptake.countOf(service.key),
      };
    }),
    ...(slots.length === 0 ? { lastSeen: history.lastOnHost(host, 10) } : {}),
    may: { isolate: permitted(rights, 'isolate', 'everything') },
  };
}

/** Isolations in force on the host as a whole, and those that name instances on it. */
function isolationsOf(state: RegistryState, host: string, slots: readonly number[]) {
  const found = new Set(state.isolations.onHost(host));
  for (const slot of slots)
    for (const one of state.isolations.covering(state.standingOf(slot))) found.add(one);
  return [...found].sort((a, b) => a.sinceAt - b.sinceAt);
}

/** Different clients that discover any of the services. */
export function clientsOf(uptake: Uptake, services: readonly number[]): number {
  const keys = new Set<string>();
  for (const service of services) for (const { client } of uptake.ofService(service)) keys.add(client.key);
  return keys.size;
}

function emptyRow(state: RegistryState, host: string) {
  const counts: Counts = noCounts();
  const isolated = state.isolations.onHost(host).length > 0;
  return {
    host,
    region: '',
    zone: '',
    campus: '',
    counts,
    services: 0,
    namespaces: [],
    clients: 0,
    isolated,
    lastBeatAt: null,
    changedAt: 0,
  };
}
