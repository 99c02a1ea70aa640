import type { ServiceEntry } from '../service-book.ts';
import type { RegistryState } from '../state.ts';
import { type InstanceMatch, matcherOf } from './instance-match.ts';
import { type Page, pageOf } from './newest-first.ts';
import { isWildcard, looseNameTest } from './wildcard.ts';

/** Filters of the service list; absent = any (contract/http-naming.md §3). */
export interface ServiceQuery {
  /** Wildcards `x*` and `*x*` without regard to letter case; else exact. */
  readonly name?: string | undefined;
  /** Wildcards without regard to letter case; else exact. */
  readonly namespace?: string | undefined;
  /** Part of it, without regard to letter case. */
  readonly business?: string | undefined;
  /** Exact. */
  readonly department?: string | undefined;
  readonly cmdbMod1?: string | undefined;
  readonly cmdbMod2?: string | undefined;
  readonly cmdbMod3?: string | undefined;
  readonly platformId?: string | undefined;
  /** Part of it. */
  readonly owner?: string | undefined;
  /** One label of the service. */
  readonly label?: { readonly key: string; readonly value: string } | undefined;
  /** What one and the same instance of the service must be. */
  readonly instance?: InstanceMatch | undefined;
  readonly onlyWithHealthy?: boolean | undefined;
  /** Which of them may be shown; absent = all. */
  readonly maySee?: ((entry: ServiceEntry) => boolean) | undefined;
  readonly offset: number;
  readonly limit: number;
}

/** Services without aliases, newest change first, then by id. */
export function listServices(state: RegistryState, query: ServiceQuery): Page<ServiceEntry> {
  const found: ServiceEntry[] = [];
  const fits = serviceTest(query);
  const instance = query.instance === undefined ? null : matcherOf(state, query.instance);
  for (const entry of candidates(state, query, instance)) {
    if (fits(entry) && (instance === null || hasInstance(state, entry, instance))) found.push(entry);
  }
  found.sort(
    ({ service: a }, { service: b }) => b.mtime - a.mtime || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  );
  return pageOf(found, query.offset, query.limit);
}

type SlotTest = (slot: number) => boolean;

/** The shortest list in which all that fit must be. */
function candidates(
  state: RegistryState,
  { namespace, name, instance }: ServiceQuery,
  matches: SlotTest | null,
): Iterable<ServiceEntry> {
  const isNamed = namespace !== undefined && name !== undefined;
  if (isNamed && !isWildcard(namespace) && !isNameWildcard(name)) {
    const entry = state.services.service(namespace, name);
    return entry === undefined ? [] : [entry];
  }
  if (instance?.hosts === undefined || matches === null) return state.services.services();
  const slots = instance.hosts.flatMap((host) => state.slotsOnHost(host)).filter(matches);
  return new Set(slots.map((slot) => state.serviceOf(slot)));
}

function serviceTest(query: ServiceQuery): (entry: ServiceEntry) => boolean {
  const inNamespace = query.namespace === undefined ? () => true : looseNameTest(query.namespace);
  const isCalled = nameFilter(query);
  const business = query.business?.toLowerCase();
  return (entry) => {
    const { service } = entry;
    return (
      inNamespace(service.namespace) &&
      isCalled(service.name) &&
      (business === undefined || service.business.toLowerCase().includes(business)) &&
      isSame(query.department, service.department) &&
      isSame(query.cmdbMod1, service.cmdbMod1) &&
      isSame(query.cmdbMod2, service.cmdbMod2) &&
      isSame(query.cmdbMod3, service.cmdbMod3) &&
      isSame(query.platformId, service.platformId) &&
      (query.owner === undefined || service.owners.includes(query.owner)) &&
      (query.label === undefined || service.metadata[query.label.key] === query.label.value) &&
      (!query.onlyWithHealthy || entry.callable > 0) &&
      (query.maySee?.(entry) ?? true)
    );
  };
}

const isSame = (wanted: string | undefined, value: string): boolean =>
  wanted === undefined || wanted === value;

/** `*x` is no wildcard here (contract §3). */
const isNameWildcard = (name: string): boolean => name.endsWith('*');

function nameFilter({ name, namespace }: ServiceQuery): (name: string) => boolean {
  if (name === undefined) return () => true;
  if (isNameWildcard(name)) return looseNameTest(name);
  // The reference looks at an exact name only within one namespace (contract §3).
  if (namespace !== undefined && isWildcard(namespace)) return () => true;
  return (one) => one === name;
}

function hasInstance(state: RegistryState, entry: ServiceEntry, matches: SlotTest): boolean {
  for (const slot of state.instances.ofService.of(entry.service.key)) if (matches(slot)) return true;
  return false;
}
