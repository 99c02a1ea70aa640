import type { Decision } from '@cynosure/shared/console/isolation.ts';
import type { SeenEffect, Worsened } from '../../registry/commands/isolation-ask.ts';
import { isWorse, type ServiceEffect } from '../../registry/isolation-preview.ts';
import { nameKey } from '../../registry/service-book.ts';
import type { RegistryState } from '../../registry/state.ts';

/** Services that would fare worse by now than the preview showed, or were not in it. */
export const worseThanSeen = (effects: readonly ServiceEffect[], seen: readonly SeenEffect[]): Worsened[] =>
  effects.flatMap(({ namespace, service, verdict }) => {
    const before = seen.find((one) => one.namespace === namespace && one.service === service);
    const isSame = before !== undefined && !isWorse(before.verdict, verdict);
    return isSame ? [] : [{ namespace, service, from: before?.verdict ?? null, to: verdict }];
  });

/** Services (`nameKey`) whose stop somebody goes past. */
export const overriddenBy = (decisions: readonly Decision[]): ReadonlySet<string> =>
  new Set(
    decisions
      .filter(({ decision }) => decision === 'override')
      .map(({ namespace, service }) => nameKey(namespace, service)),
  );

/** Instances of services that the guard leaves as they are: a stop that nobody has overridden. */
export function leftIds(
  state: RegistryState,
  effects: readonly ServiceEffect[],
  overridden: ReadonlySet<string>,
): ReadonlySet<string> {
  const left = new Set<string>();
  for (const { namespace, service, verdict, changing } of effects) {
    if (verdict !== 'stop' || overridden.has(nameKey(namespace, service))) continue;
    for (const slot of changing) left.add(state.instances.idOf(slot));
  }
  return left;
}
