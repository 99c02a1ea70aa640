import type { HeldGroup, HoldState, Hold as HoldView, WholeHold } from '@cynosure/shared/console/hold.ts';
import type { Rights } from '../../access/rights.ts';
import type { RegistryState } from '../../registry/state.ts';
import { BIT } from '../../registry/tables/instance-table.ts';
import { permitted } from './may.ts';

/** What is held and why, as the checker tells it (core.md §5). */
export type Held = Omit<HoldView, 'may'>;

/** The checker's side of a hold. */
export interface FlipHolds {
  readonly hold: Held | null;
  heldSlots(): Iterable<number>;
  endHold(how: 'release' | 'discard'): number;
}

const MOST_GROUPS = 200;

/** Health is everybody's: ending a hold needs the right for all instances. */
const withMay = (held: Held, rights: Rights): HoldView => ({
  ...held,
  may: { end: permitted(rights, 'edit', 'everything') },
});

export const holdState = (held: Held | null, rights: Rights): HoldState =>
  held === null ? { kind: 'none' } : { kind: 'holding', ...withMay(held, rights) };

/** With what is held, by service and zone. */
export function wholeHold(state: RegistryState, holds: FlipHolds, rights: Rights): WholeHold {
  const held = holds.hold;
  if (held === null) return null;
  const groups = groupsOf(state, holds.heldSlots());
  return {
    ...withMay(held, rights),
    groups: groups.slice(0, MOST_GROUPS),
    more: Math.max(0, groups.length - MOST_GROUPS),
  };
}

function groupsOf(state: RegistryState, slots: Iterable<number>): HeldGroup[] {
  const table = state.instances;
  const groups = new Map<string, { slots: number[]; hosts: Set<number> }>();
  const heldIn = new Map<number, number>();
  for (const slot of slots) {
    const service = table.service[slot] ?? 0;
    const key = `${service} ${table.zone[slot] ?? 0}`;
    const group = groups.get(key) ?? { slots: [], hosts: new Set() };
    group.slots.push(slot);
    group.hosts.add(table.host[slot] ?? 0);
    groups.set(key, group);
    if (!table.has(slot, BIT.isolated)) heldIn.set(service, (heldIn.get(service) ?? 0) + 1);
  }
  return [...groups.values()]
    .map(({ slots: ofGroup, hosts }) => {
      const [first = 0] = ofGroup;
      const { service, total, callable } = state.serviceOf(first);
      return {
        namespace: service.namespace,
        service: service.name,
        zone: table.zoneOf(first),
        instances: ofGroup.length,
        hosts: hosts.size,
        healthyAfter: Math.max(0, callable - (heldIn.get(table.service[first] ?? 0) ?? 0)),
        total,
      };
    })
    .toSorted((a, b) => b.instances - a.instances || a.service.localeCompare(b.service));
}
