import type { PreviewService } from '@cynosure/shared/console/preview.ts';

/** What clients can call in one zone, over all services concerned, and its share of the whole. */
export type ZoneShare = { zone: string; now: number; after: number; shareNow: number; shareAfter: number };

/** Zones by name; none where everything stands in one, because then there is no share to look at. */
export function zoneShares(services: readonly Pick<PreviewService, 'spread'>[]): ZoneShare[] {
  const zones = new Map<string, { now: number; after: number }>();
  for (const { zone, healthyNow, healthyAfter } of services.flatMap(({ spread }) => spread ?? [])) {
    const sum = zones.get(zone) ?? { now: 0, after: 0 };
    zones.set(zone, { now: sum.now + healthyNow, after: sum.after + healthyAfter });
  }
  const filled = [...zones].filter(([, { now, after }]) => now + after > 0);
  if (filled.length < 2) return [];
  const total = (of: 'now' | 'after') => filled.reduce((sum, [, counts]) => sum + counts[of], 0);
  const [allNow, allAfter] = [total('now'), total('after')];
  return filled
    .map(([zone, { now, after }]) => ({
      ...{ zone, now, after },
      shareNow: allNow === 0 ? 0 : now / allNow,
      shareAfter: allAfter === 0 ? 0 : after / allAfter,
    }))
    .sort((a, b) => (a.zone < b.zone ? -1 : 1));
}
