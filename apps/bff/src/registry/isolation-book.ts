import type { RecordKinds } from './changes.ts';
import type { Isolation, ServiceName } from './model.ts';

export type Release = RecordKinds['release'];

/** Where an instance stands: what isolations are matched against. */
export interface Standing {
  readonly id: string;
  readonly namespace: string;
  readonly service: string;
  readonly host: string;
}

/**
 * The intents, apart from the instances (architecture.md 2, decisions 1–7): what is in force, what it
 * covers, and which instances the registry's API has put back in traffic against it (releases).
 */
export class IsolationBook {
  readonly #all = new Map<string, Isolation>();
  readonly #byHost = new Map<string, Set<Isolation>>();
  readonly #byInstance = new Map<string, Set<Isolation>>();
  /** Isolation id → instance id → its release. */
  readonly #releases = new Map<string, Map<string, Release>>();
  #inForce = 0;

  get inForce(): number {
    return this.#inForce;
  }

  get(id: string): Isolation | undefined {
    return this.#all.get(id);
  }

  /** All that are kept, ended ones too, in no order. */
  values(): IterableIterator<Isolation> {
    return this.#all.values();
  }

  /** Isolations in force that cover the instance, released or not. */
  covering(standing: Standing): Isolation[] {
    if (this.#inForce === 0) return [];
    const found: Isolation[] = [];
    for (const isolation of this.#byHost.get(standing.host) ?? []) {
      if (coversOnHost(isolation, standing)) found.push(isolation);
    }
    for (const isolation of this.#byInstance.get(standing.id) ?? []) found.push(isolation);
    return found;
  }

  /** Whether some isolation takes the instance out of traffic now: covers it and is not released. */
  covers(standing: Standing): boolean {
    return this.covering(standing).some((isolation) => !this.isReleased(isolation.id, standing.id));
  }

  /** Isolations in force on a host, whatever they leave in traffic. */
  onHost(host: string): readonly Isolation[] {
    return [...(this.#byHost.get(host) ?? [])];
  }

  isReleased(isolationId: string, instanceId: string): boolean {
    return this.#releases.get(isolationId)?.has(instanceId) ?? false;
  }

  /** Instances that are back in traffic against the isolation, by id. */
  releasesOf(isolationId: string): ReadonlyMap<string, Release> {
    return this.#releases.get(isolationId) ?? new Map();
  }

  put(isolation: Isolation): void {
    const before = this.#all.get(isolation.id);
    if (before !== undefined) this.#unindex(before);
    this.#all.set(isolation.id, isolation);
    if (isolation.ended === null) this.#index(isolation);
  }

  forget(id: string): void {
    const before = this.#all.get(id);
    if (before !== undefined) this.#unindex(before);
    this.#all.delete(id);
    this.#releases.delete(id);
  }

  release(release: Release): void {
    const released = this.#releases.get(release.isolationId) ?? new Map<string, Release>();
    released.set(release.instanceId, release);
    this.#releases.set(release.isolationId, released);
  }

  unrelease(isolationId: string, instanceId: string): void {
    const released = this.#releases.get(isolationId);
    released?.delete(instanceId);
    if (released?.size === 0) this.#releases.delete(isolationId);
  }

  /** A book of its own that says the same. */
  copy(): IsolationBook {
    const book = new IsolationBook();
    for (const isolation of this.#all.values()) book.put(isolation);
    for (const released of this.#releases.values()) for (const one of released.values()) book.release(one);
    return book;
  }

  #index(isolation: Isolation): void {
    this.#inForce += 1;
    for (const host of hostsOf(isolation)) addTo(this.#byHost, host, isolation);
    for (const id of instancesOf(isolation)) addTo(this.#byInstance, id, isolation);
  }

  #unindex(isolation: Isolation): void {
    if (isolation.ended !== null) return;
    this.#inForce -= 1;
    for (const host of hostsOf(isolation)) removeFrom(this.#byHost, host, isolation);
    for (const id of instancesOf(isolation)) removeFrom(this.#byInstance, id, isolation);
  }
}

/** Hosts that an isolation is matched by. */
export function hostsOf({ scope }: Isolation): readonly string[] {
  if (scope.kind === 'host') return scope.hosts;
  return scope.kind === 'hostInService' ? [scope.host] : [];
}

/** Instances that it names one by one. */
export const instancesOf = ({ scope }: Isolation): readonly string[] =>
  scope.kind === 'instances' ? scope.instanceIds : [];

function coversOnHost({ scope }: Isolation, standing: Standing): boolean {
  if (scope.kind === 'host') return !scope.leave.some((left) => isSame(left, standing));
  return scope.kind === 'hostInService' && isSame(scope.service, standing);
}

const isSame = (name: ServiceName, standing: Standing): boolean =>
  name.namespace === standing.namespace && name.service === standing.service;

function addTo(map: Map<string, Set<Isolation>>, key: string, isolation: Isolation): void {
  const set = map.get(key) ?? new Set<Isolation>();
  set.add(isolation);
  map.set(key, set);
}

function removeFrom(map: Map<string, Set<Isolation>>, key: string, isolation: Isolation): void {
  const set = map.get(key);
  set?.delete(isolation);
  if (set?.size === 0) map.delete(key);
}
