import type { FacetValue } from '@cynosure/shared/console/page.ts';
import type { RegistryState } from '../../registry/state.ts';
import type { FacetCounter } from './facets.ts';
import type { InstanceFilter } from './instance-filter.ts';

export interface Scanned {
  /** Slots that match, in no order. */
  readonly slots: Uint32Array;
  readonly facets: Readonly<Record<string, FacetValue[]>>;
}

/**
 * One pass over the rows: which match, and the facets. A facet counts the rows that match all filters but
 * its own, so that the values beside the chosen one keep their numbers.
 */
export function scanInstances(
  state: RegistryState,
  { parts, candidates }: InstanceFilter,
  counters: readonly FacetCounter[] = [],
): Scanned {
  const { instances: table } = state;
  const most = candidates?.length ?? table.highSlot;
  const found = new Uint32Array(most);
  let size = 0;
  for (let at = 0; at < most; at += 1) {
    const slot = candidates === null ? at : (candidates[at] ?? 0);
    if (!table.isLive(slot)) continue;
    const failed = onlyFailure(parts, slot);
    if (failed === null) found[size++] = slot;
    if (failed === 'several') continue;
    for (const counter of counters) if (failed === null || counter.key === failed) counter.count(slot);
  }
  return {
    slots: found.slice(0, size),
    facets: Object.fromEntries(counters.flatMap((counter) => counter.facets())),
  };
}

/** The key that the row fails, null if none. */
function onlyFailure(parts: InstanceFilter['parts'], slot: number): string | null {
  let failed: string | null = null;
  for (const part of parts) {
    if (part.test(slot)) continue;
    if (failed !== null) return 'several';
    failed = part.key;
  }
  return failed;
}
