import type { InstanceActivity } from '@cynosure/shared/console/instance.ts';

export type Span = {
  at: number;
  until: number;
  health: 'healthy' | 'unhealthy' | 'absent';
  isolated: boolean;
};

/**
 * Stretches of equal health and isolation, oldest first, from the first turn that is known until now. What was
 * before the first turn is not known and not drawn.
 */
export function spansOf(
  items: InstanceActivity['items'],
  now: number,
): { spans: Span[]; turns: number; from: number } {
  const turns = items.flatMap((item) => (item.kind === 'turn' ? [item] : [])).toSorted((a, b) => a.at - b.at);
  const spans: Span[] = [];
  let health: Span['health'] = 'healthy';
  let isolated = false;
  for (const { at, turn } of turns) {
    if (turn === 'unhealthy') health = 'unhealthy';
    else if (turn === 'healthy' || turn === 'registered') health = 'healthy';
    else if (turn === 'deregistered') health = 'absent';
    if (turn === 'isolated') isolated = true;
    else if (turn === 'ended' || turn === 'deregistered') isolated = false;
    const last = spans.at(-1);
    if (last) last.until = at;
    spans.push({ at, until: Math.max(at, now), health, isolated });
  }
  return {
    spans: spans.filter((span) => span.until > span.at),
    turns: turns.length,
    from: turns[0]?.at ?? now,
  };
}
