import { ServiceEntry } from '../service-book.ts';
import type { RegistryState } from '../state.ts';
import { type InstanceMatch, matcherOf } from './instance-match.ts';
import { SlotPage } from './slot-page.ts';
import { isWildcard, nameTest } from './wildcard.ts';

/** Filters of the instance list; absent = any (contract/http-naming.md §5). */
export interface InstanceListQuery extends InstanceMatch {
  /** Wildcards; an alias names nothing here. */
  readonly namespace?: string | undefined;
  readonly service?: string | undefined;
  readonly offset: number;
  readonly limit: number;
}

/** Slots of one page, newest change first, then by id from the greatest; and how many match in all. */
export function listInstances(
  state: RegistryState,
  query: InstanceListQuery,
): { readonly amount: number; readonly slots: readonly number[] } {
  const page = new SlotPage(state.instances, query.offset, query.limit);
  const fits = matcherOf(state, query);
  const { slots, ordered, ofService } = candidates(state, query);
  const matching = function* () {
    for (const slot of slots) if (ofService(slot) && fits(slot)) yield slot;
  };
  if (ordered) for (const slot of matching()) page.add(slot);
  else for (const slot of newestFirst(state, [...matching()])) page.add(slot);
  return page.finish();
}

interface Candidates {
  readonly slots: Iterable<number>;
  /** Newest change first already. */
  readonly ordered: boolean;
  readonly ofService: (slot: number) => boolean;
}

const always = (): boolean => true;

/** The shortest list in which all that match must be. */
function candidates(state: RegistryState, query: InstanceListQuery): Candidates {
  const table = state.instances;
  if (query.id !== undefined && !isWildcard(query.id)) {
    const slot = table.slotOf(query.id);
    return { slots: slot === -1 ? [] : [slot], ordered: true, ofService: serviceTest(state, query) };
  }
  const onHosts = query.hosts?.flatMap((host) => state.slotsOnHost(host));
  const services = servicesOf(state, query);
  if (services === null) {
    return onHosts === undefined
      ? { slots: table.all(), ordered: true, ofService: always }
      : { slots: new Set(onHosts), ordered: false, ofService: always };
  }
  const total = services.reduce((sum, entry) => sum + entry.total, 0);
  if (onHosts !== undefined && onHosts.length < total) {
    return { slots: new Set(onHosts), ordered: false, ofService: memberTest(state, services) };
  }
  const [only, ...others] = services;
  if (only === undefined) return { slots: [], ordered: true, ofService: always };
  if (others.length === 0) {
    return { slots: table.ofService.of(only.service.key), ordered: true, ofService: always };
  }
  // Few of many: their own lists, sorted; else the list of all, which is in order.
  return total * 4 < table.size
    ? { slots: slotsOf(state, services), ordered: false, ofService: always }
    : { slots: table.all(), ordered: true, ofService: memberTest(state, services) };
}

/** Services that the query names, or null: it names none. */
function servicesOf(state: RegistryState, { namespace, service }: InstanceListQuery): ServiceEntry[] | null {
  if (namespace === undefined && service === undefined) return null;
  if (namespace !== undefined && !isWildcard(namespace)) {
    if (service !== undefined && !isWildcard(service)) {
      const entry = state.services.service(namespace, service);
      return entry === undefined ? [] : [entry];
    }
    const fits = nameTest(service ?? '*');
    return [...state.services.namesIn(namespace).values()].filter(
      (entry) => entry instanceof ServiceEntry && fits(entry.service.name),
    ) as ServiceEntry[];
  }
  const inNamespace = nameTest(namespace ?? '*');
  const isCalled = nameTest(service ?? '*');
  return [...state.services.services()].filter(
    (entry) => inNamespace(entry.service.namespace) && isCalled(entry.service.name),
  );
}

function serviceTest(state: RegistryState, query: InstanceListQuery): (slot: number) => boolean {
  const inNamespace = nameTest(query.namespace ?? '*');
  const isCalled = nameTest(query.service ?? '*');
  return (slot) => {
    const { service } = state.serviceOf(slot);
    return inNamespace(service.namespace) && isCalled(service.name);
  };
}

function memberTest(state: RegistryState, services: readonly ServiceEntry[]): (slot: number) => boolean {
  const keys = new Set(services.map((entry) => entry.service.key));
  return (slot) => keys.has(state.instances.service[slot] ?? 0);
}

function* slotsOf(state: RegistryState, services: readonly ServiceEntry[]): Generator<number> {
  for (const entry of services) yield* state.instances.ofService.of(entry.service.key);
}

function newestFirst(state: RegistryState, slots: number[]): number[] {
  const { mtime } = state.instances;
  return slots.sort((a, b) => (mtime[b] ?? 0) - (mtime[a] ?? 0));
}
