import type { JsonObject } from './changes.ts';
import type { Namespace, Service } from './model.ts';
import type { RegistryState } from './state.ts';

/** When taking instances out of traffic warns; before the last healthy one it stops, whatever is set. */
export interface GuardRule {
  /** 0 … 1: under this share of healthy instances. */
  readonly warnBelowShare: number;
  readonly warnZoneEmptied: boolean;
}

/** Whose rule it is: everybody's, a namespace's, or one service's. */
export type GuardScope =
  | { readonly kind: 'default' }
  | { readonly kind: 'namespace'; readonly namespace: string }
  | { readonly kind: 'service'; readonly namespace: string; readonly service: string };

export type GuardFrom = GuardScope['kind'];

/** Until somebody sets another. */
export const USUAL_GUARD: GuardRule = { warnBelowShare: 0.5, warnZoneEmptied: true };

/** Keys of the records (kind `setting`). A service goes by its id: made again under its name, it is another one. */
export const guardKey = {
  default: 'guard',
  namespace: ({ name }: Pick<Namespace, 'name'>) => `guard namespace ${name}`,
  service: ({ id }: Pick<Service, 'id'>) => `guard service ${id}`,
} as const;

/** The rule that holds for a service: its own, else its namespace's, else everybody's. */
export function guardOf(
  { kept: { setting } }: RegistryState,
  service: Pick<Service, 'id' | 'namespace'>,
): GuardRule & { readonly from: GuardFrom } {
  const own = setting.get(guardKey.service(service));
  if (own !== undefined) return { ...ruleIn(own), from: 'service' };
  const shared = setting.get(guardKey.namespace({ name: service.namespace }));
  if (shared !== undefined) return { ...ruleIn(shared), from: 'namespace' };
  return { ...ruleIn(setting.get(guardKey.default)), from: 'default' };
}

/** The rule of exactly that scope; undefined = none of its own. */
export function ownGuard({ kept: { setting } }: RegistryState, key: string): GuardRule | undefined {
  const record = setting.get(key);
  return record === undefined ? undefined : ruleIn(record);
}

/** A record is read with care: an older or newer server may have written it. */
function ruleIn(record: JsonObject | undefined): GuardRule {
  const { warnBelowShare: share, warnZoneEmptied: zone } = record ?? {};
  return {
    warnBelowShare:
      typeof share === 'number' && share >= 0 && share <= 1 ? share : USUAL_GUARD.warnBelowShare,
    warnZoneEmptied: typeof zone === 'boolean' ? zone : USUAL_GUARD.warnZoneEmptied,
  };
}
