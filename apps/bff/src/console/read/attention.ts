import type { Attention } from '@cynosure/shared/console/overview.ts';
import { guardOf } from '../../registry/guard.ts';
import type { ServiceEntry } from '../../registry/service-book.ts';
import type { RegistryState } from '../../registry/state.ts';
import { HIDDEN_NAMESPACE } from './hidden.ts';
import { stateOfBits } from './instance-filter.ts';

const MOST = 8;
/** From this share on, the unhealthy ones of one version, zone or host are called a cluster (spec.md §5). */
const CLUSTER_SHARE = 0.5;
const CLUSTER_LEAST = 2;
const RANK = { noneHealthy: 0, underGuard: 1, cluster: 2 } as const;

/** Healthy and in traffic, checked or not: what clients would call. */
export const hasNoneHealthy = (entry: ServiceEntry): boolean => entry.total > 0 && entry.callable === 0;

export const isUnderGuard = (state: RegistryState, entry: ServiceEntry): boolean =>
  entry.total > 0 &&
  entry.callable > 0 &&
  entry.callable / entry.total < guardOf(state, entry.service).warnBelowShare;

/** Services that need a person, the worst first, at most 8. */
export function attentionOf(state: RegistryState): Attention[] {
  const found: Attention[] = [];
  for (const entry of state.services.services()) {
    if (entry.service.namespace === HIDDEN_NAMESPACE) continue;
    const one = attentionFor(state, entry);
    if (one !== null) found.push(one);
  }
  found.sort(
    (a, b) => RANK[a.why] - RANK[b.why] || b.counts.unhealthy - a.counts.unhealthy || b.sinceAt - a.sinceAt,
  );
  return found.slice(0, MOST);
}

function attentionFor(state: RegistryState, entry: ServiceEntry): Attention | null {
  const bare = {
    namespace: entry.service.namespace,
    service: entry.service.name,
    counts: { ...entry.counts },
  };
  const why = hasNoneHealthy(entry) ? 'noneHealthy' : isUnderGuard(state, entry) ? 'underGuard' : null;
  if (why === null && entry.unhealthy < CLUSTER_LEAST) return null;
  const { clue, sinceAt } = clueOf(state, entry);
  if (why === null && clue === undefined) return null;
  return { ...bare, why: why ?? 'cluster', ...(clue === undefined ? {} : { clue }), sinceAt };
}

interface Share {
  all: number;
  unhealthy: number;
}

const CLUES = ['version', 'zone', 'host'] as const;

/**
 * What most of the unhealthy ones have in common and the rest has not: the version, zone or host of which at
 * least half is unhealthy; the one that names most of them, and among equals the one that names the fewest
 * healthy ones.
 */
function clueOf(
  state: RegistryState,
  entry: ServiceEntry,
): { clue?: { key: string; value: string; count: number }; sinceAt: number } {
  const { instances: table } = state;
  const sick: number[] = [];
  const rows: number[] = [];
  let sinceAt = 0;
  for (const slot of table.ofService.of(entry.service.key)) {
    rows.push(slot);
    if (stateOfBits(table.bits[slot] ?? 0) !== 'unhealthy') continue;
    sick.push(slot);
    sinceAt = Math.max(sinceAt, table.healthSince[slot] ?? 0);
  }
  let best: { key: string; value: string; count: number; share: number } | undefined;
  for (const key of CLUES) {
    for (const [number, { all, unhealthy }] of sharesOf(table[key], rows, sick)) {
      const share = unhealthy / all;
      // A value that every instance has explains nothing.
      if (number === 0 || all === rows.length || unhealthy < CLUSTER_LEAST || share < CLUSTER_SHARE) continue;
      const isBetter =
        best === undefined || unhealthy > best.count || (unhealthy === best.count && share > best.share);
      const texts = key === 'host' ? table.hosts : table.words;
      if (isBetter) best = { key, value: texts.textOf(number) ?? '', count: unhealthy, share };
    }
  }
  return best === undefined
    ? { sinceAt }
    : { clue: { key: best.key, value: best.value, count: best.count }, sinceAt };
}

/** For the values that sick rows have: how many rows have them, and how many sick ones. */
function sharesOf(column: Uint32Array, rows: readonly number[], sick: readonly number[]): Map<number, Share> {
  const shares = new Map<number, Share>();
  for (const slot of sick) {
    const number = column[slot] ?? 0;
    const share = shares.get(number);
    if (share === undefined) shares.set(number, { all: 0, unhealthy: 1 });
    else share.unhealthy += 1;
  }
  for (const slot of rows) {
    const share = shares.get(column[slot] ?? 0);
    if (share !== undefined) share.all += 1;
  }
  return shares;
}
