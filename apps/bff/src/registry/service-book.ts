import { hash } from 'node:crypto';
import { DigestSum } from './digest-sum.ts';
import type { Alias, Namespace, Service, ServiceName } from './model.ts';
import { BIT, type InstanceTable } from './tables/instance-table.ts';

/** How many instances are in which state: a partition; isolated wins, then not checked (spec.md §3). */
export interface Counts {
  readonly total: number;
  readonly healthy: number;
  readonly unhealthy: number;
  readonly isolated: number;
  readonly unchecked: number;
}

/** What the revision of a service is made of, for each of its instances in turn (InstanceTable.digestedBytes). */
export type MembersOf = (service: number) => Iterable<Uint8Array>;

const PORTS = 65_536;
const NOBODY: readonly ServiceEntry[] = [];

/** A service with what is counted over its instances, kept up with every change. */
export class ServiceEntry {
  service: Service;
  total = 0;
  isolated = 0;
  healthy = 0;
  unhealthy = 0;
  unchecked = 0;
  /** Healthy (checked or not) and not isolated: what clients call; the reference's healthy count. */
  callable = 0;
  /** Position of the last change that a Discover of this service can see. */
  changedAt = 0;
  /** Aliases that point here, by `namespace/name`. */
  readonly aliases = new Map<string, Alias>();
  /** Null until somebody first asks for the revision: a start, or a storm nobody discovers, need not hash every row. */
  #digests: DigestSum | null = null;
  readonly #members: MembersOf;
  /** Pairs of protocol and port ever seen since the start, as one number; never shortened (decision 18). */
  readonly #ports = new Set<number>();
  #revision: string | null = null;

  constructor(service: Service, members: MembersOf) {
    this.service = service;
    this.#members = members;
  }

  get counts(): Counts {
    const { total, healthy, unhealthy, isolated, unchecked } = this;
    return { total, healthy, unhealthy, isolated, unchecked };
  }

  /** What Discover compares: hex40, of the service's own revision and all its instances. */
  get instanceRevision(): string {
    this.#digests ??= DigestSum.of(this.#members(this.service.key));
    this.#revision ??= this.#digests.revision(this.service.revision);
    return this.#revision;
  }

  /** The stored text, else the ports of the instances, `,` between them, port 0 left out. */
  get shownPorts(): string {
    if (this.service.ports !== '') return this.service.ports;
    const ports = Array.from(this.#ports, (pair) => pair % PORTS);
    return ports.filter((port) => port !== 0).join(',');
  }

  replace(service: Service, position: number): void {
    this.service = service;
    this.touch(position);
  }

  touch(position: number): void {
    this.changedAt = position;
    this.#revision = null;
  }

  /** Counts an instance in (`sign` 1) or out (-1), as its columns are now. */
  count(table: InstanceTable, slot: number, sign: 1 | -1, position: number): void {
    const bits = table.bits[slot] ?? 0;
    const isolated = (bits & BIT.isolated) !== 0;
    const healthy = (bits & BIT.healthy) !== 0;
    this.total += sign;
    if (healthy && !isolated) this.callable += sign;
    if (isolated) this.isolated += sign;
    else if ((bits & BIT.checked) === 0) this.unchecked += sign;
    else if (healthy) this.healthy += sign;
    else this.unhealthy += sign;
    if (sign === 1) {
      this.#digests?.add(table.digestedBytes(slot));
      this.#ports.add((table.protocol[slot] ?? 0) * PORTS + (table.port[slot] ?? 0));
    } else this.#digests?.subtract(table.digestedBytes(slot));
    this.touch(position);
  }
}

/** Namespaces, services and aliases by name. Names of services and aliases share one space per namespace. */
export class ServiceBook {
  readonly namespaces = new Map<string, Namespace>();
  readonly #byKey: (ServiceEntry | undefined)[] = [];
  readonly #byId = new Map<string, ServiceEntry>();
  /** Namespace → name → what is called so. */
  readonly #names = new Map<string, Map<string, ServiceEntry | Alias>>();
  /** Service name → entries that are exported beyond their namespace. */
  readonly #exported = new Map<string, Set<ServiceEntry>>();
  /** Namespaces that export all their services. */
  readonly #exporting = new Set<string>();
  readonly #members: MembersOf;
  /** Revisions by namespace, and of all, as far as they were asked for since the last change. */
  readonly #revisions = new Map<string, string>();
  #allRevision: string | null = null;
  #nextKey = 1;

  constructor(members: MembersOf) {
    this.#members = members;
  }

  /** A key for a service that is being created; never used twice in one life of the process. */
  reserveKey(): number {
    return this.#nextKey++;
  }

  byKey(key: number): ServiceEntry | undefined {
    return this.#byKey[key];
  }

  /** Names of a live service. */
  namesOf(key: number): ServiceName {
    const entry = this.#byKey[key];
    if (entry === undefined) throw new Error(`there is no service ${key}`);
    return { namespace: entry.service.namespace, service: entry.service.name };
  }

  byId(id: string): ServiceEntry | undefined {
    return this.#byId.get(id);
  }

  /** The service of that name itself; an alias is not followed. */
  service(namespace: string, name: string): ServiceEntry | undefined {
    const found = this.#named(namespace, name);
    return found instanceof ServiceEntry ? found : undefined;
  }

  alias(namespace: string, name: string): Alias | undefined {
    const found = this.#named(namespace, name);
    return found instanceof ServiceEntry ? undefined : found;
  }

  /** The service that a name means: itself, or what the alias points to. */
  resolve(namespace: string, name: string): ServiceEntry | undefined {
    const found = this.#named(namespace, name);
    if (found === undefined || found instanceof ServiceEntry) return found;
    return this.byKey(found.target);
  }

  /** Whether a service or alias has the name. */
  isTaken(namespace: string, name: string): boolean {
    return this.#named(namespace, name) !== undefined;
  }

  *services(): Generator<ServiceEntry> {
    for (const entry of this.#byKey) if (entry !== undefined) yield entry;
  }

  *aliases(): Generator<Alias> {
    for (const names of this.#names.values()) {
      for (const found of names.values()) if (!(found instanceof ServiceEntry)) yield found;
    }
  }

  /** Services and aliases of a namespace, in order of creation. */
  namesIn(namespace: string): ReadonlyMap<string, ServiceEntry | Alias> {
    return this.#names.get(namespace) ?? new Map();
  }

  /** Services called `name` in other namespaces that `namespace` may see (contract/grpc-naming.md §8.2). */
  exportedTo(namespace: string, name: string): readonly ServiceEntry[] {
    if (this.#exported.size === 0 && this.#exporting.size === 0) return NOBODY;
    const named = this.#exportCandidates(name);
    return named.filter(
      (entry) => entry.service.namespace !== namespace && this.#mayBeSeen(entry, namespace),
    );
  }

  /** Number of live services and aliases. */
  get size(): number {
    let size = 0;
    for (const names of this.#names.values()) size += names.size;
    return size;
  }

  putNamespace(namespace: Namespace): void {
    this.namespaces.set(namespace.name, namespace);
    if (namespace.exportTo.length > 0) this.#exporting.add(namespace.name);
    else this.#exporting.delete(namespace.name);
  }

  removeNamespace(name: string): void {
    this.namespaces.delete(name);
    this.#exporting.delete(name);
  }

  putService(service: Service, position: number): ServiceEntry {
    const known = this.#byKey[service.key];
    if (known !== undefined) known.replace(service, position);
    const entry = known ?? new ServiceEntry(service, this.#members);
    entry.changedAt = position;
    this.#nextKey = Math.max(this.#nextKey, service.key + 1);
    this.#byKey[service.key] = entry;
    this.#byId.set(service.id, entry);
    this.#index(service.namespace, service.name, entry);
    return entry;
  }

  removeService(key: number): void {
    const entry = this.#byKey[key];
    if (entry === undefined) return;
    this.#byKey[key] = undefined;
    this.#byId.delete(entry.service.id);
    this.#exported.get(entry.service.name)?.delete(entry);
    this.#unindex(entry.service.namespace, entry.service.name);
  }

  putAlias(alias: Alias): void {
    const before = this.alias(alias.namespace, alias.name);
    if (before !== undefined)
      this.byKey(before.target)?.aliases.delete(nameKey(before.namespace, before.name));
    this.byKey(alias.target)?.aliases.set(nameKey(alias.namespace, alias.name), alias);
    this.#index(alias.namespace, alias.name, alias);
  }

  removeAlias(namespace: string, name: string): void {
    const alias = this.alias(namespace, name);
    if (alias === undefined) return;
    this.byKey(alias.target)?.aliases.delete(nameKey(namespace, name));
    this.#unindex(namespace, name);
  }

  /** SHA-1 over the revisions of a namespace's services, sorted; null = it has none (contract §8.3). Kept until one changes. */
  servicesRevision(namespace: string): string | null {
    const known = this.#revisions.get(namespace);
    if (known !== undefined) return known;
    const names = this.namesIn(namespace);
    if (names.size === 0) return null;
    const revision = revisionOf(
      Array.from(names.values(), (one) =>
        one instanceof ServiceEntry ? one.service.revision : one.revision,
      ),
    );
    this.#revisions.set(namespace, revision);
    return revision;
  }

  /** The same over all namespaces. */
  allServicesRevision(): string | null {
    if (this.#names.size === 0) return null;
    this.#allRevision ??= revisionOf(
      [...this.#names.keys()]
        .map((namespace) => this.servicesRevision(namespace))
        .filter((revision) => revision !== null),
    );
    return this.#allRevision;
  }

  #named(namespace: string, name: string): ServiceEntry | Alias | undefined {
    return this.#names.get(namespace)?.get(name);
  }

  #exportCandidates(name: string): ServiceEntry[] {
    const found = [...(this.#exported.get(name) ?? [])];
    for (const namespace of this.#exporting) {
      const entry = this.service(namespace, name);
      if (entry !== undefined && !found.includes(entry)) found.push(entry);
    }
    return found;
  }

  #mayBeSeen(entry: ServiceEntry, namespace: string): boolean {
    const own = this.namespaces.get(entry.service.namespace)?.exportTo ?? [];
    return [...entry.service.exportTo, ...own].some((to) => to === '*' || to === namespace);
  }

  #index(namespace: string, name: string, found: ServiceEntry | Alias): void {
    this.#forgetRevisions(namespace);
    const names = this.#names.get(namespace) ?? new Map<string, ServiceEntry | Alias>();
    names.set(name, found);
    this.#names.set(namespace, names);
    if (!(found instanceof ServiceEntry)) return;
    const exported = this.#exported.get(name) ?? new Set<ServiceEntry>();
    if (found.service.exportTo.length > 0) exported.add(found);
    else exported.delete(found);
    if (exported.size > 0) this.#exported.set(name, exported);
    else this.#exported.delete(name);
  }

  #forgetRevisions(namespace: string): void {
    this.#revisions.delete(namespace);
    this.#allRevision = null;
  }

  #unindex(namespace: string, name: string): void {
    this.#forgetRevisions(namespace);
    const names = this.#names.get(namespace);
    names?.delete(name);
    if (names?.size === 0) this.#names.delete(namespace);
  }
}

/** Names hold no NUL (contract/http-naming.md §3), so it can stand between them. */
export const nameKey = (namespace: string, name: string): string => `${namespace}\0${name}`;

const revisionOf = (revisions: string[]): string => hash('sha1', revisions.sort().join(''));
