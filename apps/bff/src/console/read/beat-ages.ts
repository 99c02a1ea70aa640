import type { BeatAges } from '@cynosure/shared/console/overview.ts';
import type { RegistryState } from '../../registry/state.ts';
import { BIT } from '../../registry/tables/instance-table.ts';

const PER_TTL = 4;
const VERDICT_TTLS = 3;
const LAST = PER_TTL * VERDICT_TTLS;

/** How late heartbeats are over the whole registry, measured by each instance's own TTL. One pass over columns. */
export function beatAges({ instances: table }: RegistryState, wallMs: number): BeatAges {
  const ages = new Array<number>(LAST + 1).fill(0);
  let unheard = 0;
  for (let slot = 0; slot < table.highSlot; slot += 1) {
    if (((table.bits[slot] ?? 0) & (BIT.live | BIT.checked)) !== (BIT.live | BIT.checked)) continue;
    const heard = table.beatWallMs[slot] ?? 0;
    if (heard === 0) {
      unheard += 1;
      continue;
    }
    const quarters = ((wallMs - heard) * PER_TTL) / ((table.ttlSeconds[slot] ?? 1) * 1000);
    const place = Math.min(LAST, Math.max(0, Math.floor(quarters)));
    ages[place] = (ages[place] ?? 0) + 1;
  }
  return { ages, unheard };
}
