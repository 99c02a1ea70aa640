import { instanceRef, refOfService, serviceRef } from '../../access/refs.ts';
import type { Ref } from '../../access/resource.ts';
import type { About, Rights } from '../../access/rights.ts';
import type { IsolationTarget } from '../../registry/isolation-preview.ts';
import type { Isolation } from '../../registry/model.ts';
import type { ServiceEntry } from '../../registry/service-book.ts';
import type { RegistryState } from '../../registry/state.ts';
import type { FilterPart } from './instance-filter.ts';

/** The service of an instance, as rights are asked about it. */
export const aboutSlot = (state: RegistryState, slot: number): readonly Ref[] => [
  refOfService(state.serviceOf(slot).service),
];

/** What an isolation covers or would cover. A whole host: everything, because whatever arrives on it is covered, too. */
export function aboutTarget(state: RegistryState, target: IsolationTarget): About {
  switch (target.kind) {
    case 'hosts':
      return 'everything';
    case 'hostInService':
      return [serviceRef(state, target.service.namespace, target.service.service)];
    case 'instances':
      return aboutInstances(state, target.instanceIds);
  }
}

/** What changing an isolation is about. Instances that are gone by now were somebody's: then it takes everything. */
export function aboutIsolation(state: RegistryState, { scope }: Isolation): About {
  switch (scope.kind) {
    case 'host':
      return 'everything';
    case 'hostInService':
      return [serviceRef(state, scope.service.namespace, scope.service.service)];
    case 'instances':
      return aboutInstances(state, scope.instanceIds);
  }
}

/** The services of those instances that are still there. */
export function aboutIds(state: RegistryState, ids: readonly string[]): About {
  const entries = new Set<ServiceEntry>();
  for (const id of ids) {
    const slot = state.instances.slotOf(id);
    if (slot !== -1) entries.add(state.serviceOf(slot));
  }
  return [...entries].map(({ service }) => refOfService(service));
}

function aboutInstances(state: RegistryState, ids: readonly string[]): About {
  const refs = new Map<string, Ref>();
  for (const id of ids) {
    const ref = instanceRef(state, id);
    if (ref === undefined) return 'everything';
    refs.set(ref.id, ref);
  }
  return [...refs.values()];
}

/** Which services somebody may look at, asked once for each; null = all. */
export function seenServices(rights: Rights): ((entry: ServiceEntry) => boolean) | null {
  if (rights.may('DescribeServices', 'everything') && rights.may('DescribeInstances', 'everything'))
    return null;
  const known = new Map<ServiceEntry, boolean>();
  return (entry) => {
    const before = known.get(entry);
    if (before !== undefined) return before;
    const seen = rights.may('DescribeInstances', [refOfService(entry.service)]);
    known.set(entry, seen);
    return seen;
  };
}

/** A test of services that holds only for those somebody may look at. */
export function seenOnly(
  rights: Rights,
  test: (entry: ServiceEntry) => boolean,
): (entry: ServiceEntry) => boolean {
  const sees = seenServices(rights);
  return sees === null ? test : (entry) => test(entry) && sees(entry);
}

/** The same for instances, as a part of a filter; none where all may be seen. */
export function sightParts(state: RegistryState, rights: Rights): FilterPart[] {
  const sees = seenServices(rights);
  return sees === null ? [] : [{ key: 'sight', test: (slot) => sees(state.serviceOf(slot)) }];
}
