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
  /** Of which services instances may be shown; absent = of all. */
  readonly maySee?: ((entry: ServiceEntry) => boolean) | undefined;
  readonly offset: number;
  readonly limit: number;
}

/** Slots of one page, newest change first, then by id from the greatest; and how many match in all. */
export function listInstances(
  state: RegistryState,
  query: InstanceListQuery,
): { readonly amount: number; readonly slots: readonly number[] } {
  const page = new SlotPage(state.instances, query.offset, query.limit);
  const { slots, ordered, ofService, amount } = candidates(state, query);
  const fits = both(matcherOf(state, query), sightTest(state, query));
  const matching = function* () {
    for (const slot of slots) {
      if ((ofService === null || ofService(slot)) && (fits === null || fits(slot))) yield slot;
    }
  };
  // Where nothing but the service is asked for, how many match is known without looking at each.
  const known = fits === null ? amount : null;
  const found = known !== null && ofService === null ? slots : matching();
  for (const slot of ordered ? found : newestFirst(state, [...found])) {
    page.add(slot);
    if (known !== null && page.isComplete) break;
  }
  const { amount: counted, slots: shown } = page.finish();
  return { amount: known ?? counted, slots: shown };
}

type SlotTest = (slot: number) => boolean;

const both = (one: SlotTest | null, other: SlotTest | null): SlotTest | null =>
  one === null || other === null ? (one ?? other) : (slot) => one(slot) && other(slot);

const sightTest = (state: RegistryState, { maySee }: InstanceListQuery): SlotTest | null =>
  maySee === undefined ? null : (slot) => maySee(state.serviceOf(slot));

interface Candidates {
  readonly slots: Iterable<number>;
  /** Newest change first already. */
  readonly ordered: boolean;
  /** Whether a candidate is of a service that was asked for; null = all are. */
  readonly ofService: ((slot: number) => boolean) | null;
  /** How many of them are of a service that was asked for, where that is known; else null. */
  readonly amount: number | null;
}

/** The shortest list in which all that match must be. */
function candidates(state: RegistryState, query: InstanceListQuery): Candidates {
  const table = state.instances;
  if (query.id !== undefined && !isWildcard(query.id)) {
    const slot = table.slotOf(query.id);
    return {
      slots: slot === -1 ? [] : [slot],
      ordered: true,
      ofService: serviceTest(state, query),
      amount: null,
    };
  }
  const onHosts = query.hosts?.flatMap((host) => state.slotsOnHost(host));
  const services = servicesOf(state, query);
  if (services === null) {
    return onHosts === undefined
      ? { slots: table.all(), ordered: true, ofService: null, amount: table.size }
      : { slots: new Set(onHosts), ordered: false, ofService: null, amount: null };
  }
  const total = services.reduce((sum, entry) => sum + entry.total, 0);
  if (onHosts !== undefined && onHosts.length < total) {
    const ofService = memberTest(state, services);
    return { slots: new Set(onHosts), ordered: false, ofService, amount: null };
  }
  if (total === table.size) return { slots: table.all(), ordered: true, ofService: null, amount: total };
  const [only, ...others] = services;
  if (only === undefined) return { slots: [], ordered: true, ofService: null, amount: 0 };
  if (others.length === 0) {
    const slots = table.ofService.of(only.service.key);
    return { slots, ordered: true, ofService: null, amount: total };
  }
  // Few of many: their own lists, sorted; else the list of all, which is in order.
  return total * 4 < table.size
    ? { slots: slotsOf(state, services), ordered: false, ofService: null, amount: total }
    : { slots: table.all(), ordered: true, ofService: memberTest(state, services), amount: total };
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
