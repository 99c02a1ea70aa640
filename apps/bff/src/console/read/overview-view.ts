import { noCounts } from '@cynosure/shared/console/counts.ts';
import type { Overview } from '@cynosure/shared/console/overview.ts';
import type { Rights } from '../../access/rights.ts';
import type { RegistryState } from '../../registry/state.ts';
import type { BulkJobs } from '../bulk/bulk-jobs.ts';
import { attentionOf, hasNoneHealthy, isUnderGuard } from './attention.ts';
import { beatAges } from './beat-ages.ts';
import { lagOf } from './client-view.ts';
import { HIDDEN_NAMESPACE, hiddenHosts, hiddenServices } from './hidden.ts';
import { type HostBook, hostTotals } from './host-book.ts';
import type { HostViewParts } from './host-view.ts';
import { stateOfBits } from './instance-filter.ts';
import { driftOf, flaggedByHost, isolationView } from './isolation-view.ts';
import { compareNaturally } from './natural-order.ts';
import type { OperationBook } from './operation-book.ts';

const SOON_MS = 10 * 60_000;
const MOST_HOSTS = 5;
const MOST_CONTENDERS = 1_000;
const MOST_ISOLATED = 10;
const MOST_CHANGES = 10;
const BEATS_OVER_MS = 1_000;
const BEHIND_AFTER_MS = 30_000;

export interface OverviewParts extends HostViewParts {
  readonly hosts: HostBook;
  readonly operations: OperationBook;
  readonly jobs: Pick<BulkJobs, 'running'>;
  /** Milliseconds that a commit takes now, as far as it is known. */
  readonly storeWriteMs: () => number;
}

export const SPANS = { '1h': 60, '6h': 360, '24h': 1440 } as const;
export type Span = keyof typeof SPANS;

/** Everything on the first page, as it is now. */
export function overviewView(
  parts: OverviewParts,
  rights: Rights,
  wallMs: number,
  span: Span = '1h',
): Overview {
  const { state, history, operations, storeWriteMs, jobs } = parts;
  return {
    ...serviceFigures(state),
    isolations: isolationFigures(state, wallMs),
    clients: clientFigures(parts, wallMs),
    nodes: {
      up: 1,
      total: 1,
      heartbeatsPerSecond: beatsPerSecond(state, wallMs),
      storeWriteMs: Math.round(storeWriteMs() * 10) / 10,
    },
    perMinute: history.perMinute(SPANS[span]),
    attention: attentionOf(state),
    hosts: worstHosts(parts),
    zones: zoneCounts(state),
    beats: beatAges(state, wallMs),
    isolated: soonestEnds(parts, rights),
    changes: operations.latest(MOST_CHANGES),
    running: jobs.running().map((job) => ({ ...job, failures: [] })),
    totals: {
      hosts: state.instances.hosts.size - hiddenHosts(state).size,
      namespaces: namespaceCount(state),
    },
  };
}

const namespaceCount = ({ services: { namespaces } }: RegistryState): number =>
  namespaces.size - (namespaces.has(HIDDEN_NAMESPACE) ? 1 : 0);

function serviceFigures(state: RegistryState): Pick<Overview, 'counts' | 'services'> {
  const counts = noCounts();
  const services = { total: 0, noneHealthy: 0, underGuard: 0 };
  for (const entry of state.services.services()) {
    if (entry.service.namespace === HIDDEN_NAMESPACE) continue;
    services.total += 1;
    if (hasNoneHealthy(entry)) services.noneHealthy += 1;
    if (isUnderGuard(state, entry)) services.underGuard += 1;
    for (const member of ['total', 'healthy', 'unhealthy', 'isolated', 'unchecked'] as const)
      counts[member] += entry[member];
  }
  return { counts, services };
}

function isolationFigures(state: RegistryState, wallMs: number): Overview['isolations'] {
  const figures = { inForce: 0, flagged: flaggedByHost(state).size, endingSoon: 0, drift: 0 };
  for (const isolation of state.isolations.values()) {
    if (isolation.ended !== null) continue;
    figures.inForce += 1;
    if (isEndingSoon(isolation, wallMs)) figures.endingSoon += 1;
    if (driftOf(state, isolation).length > 0) figures.drift += 1;
  }
  return figures;
}

export const isEndingSoon = ({ endsAt }: { readonly endsAt: number | null }, wallMs: number): boolean =>
  endsAt !== null && endsAt - wallMs <= SOON_MS;

/** Clients ask every few seconds, so for a moment everybody is behind a change: only who stays so counts. */
function clientFigures({ state, uptake, tracker }: OverviewParts, wallMs: number): Overview['clients'] {
  const all = uptake.all();
  return {
    total: all.length,
    behind: all.filter((known) => (lagOf(state, known).oldestAt ?? wallMs) <= wallMs - BEHIND_AFTER_MS)
      .length,
    p99Ms: tracker.p99Ms(),
  };
}

function beatsPerSecond({ instances: table }: RegistryState, wallMs: number): number {
  let beats = 0;
  const from = wallMs - BEATS_OVER_MS;
  for (let slot = 0; slot < table.highSlot; slot += 1) if ((table.beatWallMs[slot] ?? 0) > from) beats += 1;
  return beats;
}

function worstHosts({ state }: OverviewParts): Overview['hosts'] {
  const { instances: table } = state;
  const unhealthy = new Map<number, number>();
  for (let slot = 0; slot < table.highSlot; slot += 1) {
    if (!table.isLive(slot) || stateOfBits(table.bits[slot] ?? 0) !== 'unhealthy') continue;
    const number = table.host[slot] ?? 0;
    unhealthy.set(number, (unhealthy.get(number) ?? 0) + 1);
  }
  const worst = [...unhealthy].sort(([, a], [, b]) => b - a);
  // All that share the last place are looked at, so that the choice among them does not jump.
  const least = worst[Math.min(MOST_HOSTS, worst.length) - 1]?.[1] ?? 0;
  const contenders = worst.filter(([, count]) => count >= least).slice(0, MOST_CONTENDERS);
  return contenders
    .map(([number, count]) => ({ count, host: table.hosts.textOf(number) ?? '' }))
    .sort((a, b) => b.count - a.count || compareNaturally(a.host, b.host))
    .slice(0, MOST_HOSTS)
    .flatMap(({ host }) => {
      const totals = hostTotals(state, host);
      if (totals === undefined) return [];
      const zone = table.words.textOf(totals.zone) ?? '';
      // One of its services being isolated does not make the host so: whoever reads "isolated" looks no further.
      const isolated = state.isolations.onHost(host).some(({ scope }) => scope.kind === 'host');
      return [{ host, zone, counts: { ...totals.counts }, sinceAt: totals.unhealthySinceAt, isolated }];
    });
}

function zoneCounts(state: RegistryState): Overview['zones'] {
  const { instances: table } = state;
  const byZone = new Map<number, ReturnType<typeof noCounts>>();
  const hidden = hiddenServices(state);
  for (let slot = 0; slot < table.highSlot; slot += 1) {
    if (!table.isLive(slot) || hidden.has(table.service[slot] ?? 0)) continue;
    const number = table.zone[slot] ?? 0;
    let counts = byZone.get(number);
    if (counts === undefined) {
      counts = noCounts();
      byZone.set(number, counts);
    }
    counts.total += 1;
    counts[stateOfBits(table.bits[slot] ?? 0)] += 1;
  }
  return [...byZone]
    .map(([number, counts]) => ({ zone: table.words.textOf(number) ?? '', counts }))
    .sort((a, b) => compareNaturally(a.zone, b.zone));
}

/** Isolations in force: the soonest end first, then those without an end by age. */
function soonestEnds(parts: OverviewParts, rights: Rights): Overview['isolated'] {
  return [...parts.state.isolations.values()]
    .filter(({ ended }) => ended === null)
    .sort((a, b) => (a.endsAt ?? Infinity) - (b.endsAt ?? Infinity) || a.sinceAt - b.sinceAt)
    .slice(0, MOST_ISOLATED)
    .map((isolation) => isolationView(parts, isolation, rights));
}
