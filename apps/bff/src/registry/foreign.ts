import { type Batch, type Change, type ClientEntry, put, remove } from './changes.ts';
import type { Now } from './command.ts';
import { releaseFromIsolations } from './commands/flag.ts';
import { encodeFacts } from './instance-codec.ts';
import type { Actor, Alias, InstanceFacts, InstanceState, Namespace, Service } from './model.ts';
import { nameKey, type ServiceEntry } from './service-book.ts';
import { shownAfter } from './shown.ts';
import type { RegistryState } from './state.ts';

/**
 * What a server beside us has written to the reference's tables, as the database holds it under the lock of the
 * head row. It becomes ours by being appended to the log, and in no other way (core.md §6).
 */
export interface Foreign {
  readonly namespaces: readonly ForeignNamespace[];
  readonly services: readonly ForeignService[];
  readonly aliases: readonly ForeignAlias[];
  readonly instances: readonly ForeignInstance[];
}

/** `value` null: deleted, or not there any more. */
export interface ForeignNamespace {
  readonly name: string;
  readonly value: Namespace | null;
}

export interface ForeignService {
  readonly id: string;
  readonly value: Omit<Service, 'key'> | null;
}

export interface ForeignAlias {
  readonly id: string;
  /** Its target by id. */
  readonly value: (Omit<Alias, 'target'> & { readonly targetId: string }) | null;
}

export interface ForeignInstance {
  readonly id: string;
  readonly value: ForeignRow | null;
}

export interface ForeignRow {
  readonly serviceId: string;
  readonly facts: Omit<InstanceFacts, 'namespace' | 'service'>;
  readonly state: Omit<InstanceState, 'isolateFlag'>;
  /** The column, which holds the effective value (decision 24). */
  readonly isolate: boolean;
}

/** Who history says did it. */
const BESIDE: Actor = { id: '', name: 'polaris-server', via: 'system' };

/** The batch that takes over what others wrote; null where nothing of it is news. */
export function adoptForeign(
  state: RegistryState,
  foreign: Foreign,
  now: Now,
  batchId: string,
): Batch | null {
  const adoption = new Adoption(state, now);
  for (const one of foreign.namespaces) adoption.namespace(one);
  for (const one of foreign.services) adoption.service(one);
  for (const one of foreign.aliases) adoption.alias(one);
  for (const one of foreign.instances) adoption.instance(one);
  const { changes, clientEntries } = adoption.end();
  if (changes.length === 0) return null;
  const { position, wallMs: at } = now;
  return { position, batchId, at, changes, operations: [], clientEntries, shown: shownAfter(state, changes) };
}

class Adoption {
  readonly #state: RegistryState;
  readonly #now: Now;
  readonly #changes: Change[] = [];
  readonly #entries: ClientEntry[] = [];
  readonly #reserved: number[] = [];
  /** Services that this very adoption brings, by id. */
  readonly #made = new Map<string, Service>();

  constructor(state: RegistryState, now: Now) {
    this.#state = state;
    this.#now = now;
  }

  /** Slots are claimed when the batch is followed, like those of any other node. */
  end(): { readonly changes: readonly Change[]; readonly clientEntries: readonly ClientEntry[] } {
    for (const slot of this.#reserved.toReversed()) this.#state.instances.giveBack(slot);
    return { changes: this.#changes, clientEntries: this.#entries };
  }

  namespace({ name, value }: ForeignNamespace): void {
    const known = this.#state.services.namespaces.get(name);
    // The reference's MySQL store keeps no metadata of namespaces (contract/store.md §7): ours stay.
    if (value !== null)
      this.#changes.push(put('namespace', name, { ...value, metadata: known?.metadata ?? {} }));
    else if (known !== undefined) this.#changes.push(remove('namespace', name));
  }

  service({ id, value }: ForeignService): void {
    const known = this.#state.services.byId(id);
    if (value === null) {
      if (known !== undefined) this.#removeService(known);
      return;
    }
    const service = { ...value, key: known?.service.key ?? this.#state.services.reserveKey() };
    this.#made.set(id, service);
    this.#changes.push(put('service', String(service.key), service));
  }

  /** With what others left below it: a service that is gone holds nothing. */
  #removeService({ service, aliases }: ServiceEntry): void {
    for (const { namespace, name } of aliases.values()) {
      this.#changes.push(remove('alias', nameKey(namespace, name)));
    }
    for (const slot of this.#state.slotsOfService(service.key)) {
      this.#remove(slot, this.#state.instances.idOf(slot));
    }
    this.#changes.push(remove('service', String(service.key)));
  }

  alias({ id, value }: ForeignAlias): void {
    const known = [...this.#state.services.aliases()].find((one) => one.id === id);
    const target = value === null ? undefined : this.#serviceOf(value.targetId);
    if (value === null || target === undefined) {
      if (known !== undefined) this.#changes.push(remove('alias', nameKey(known.namespace, known.name)));
      return;
    }
    const { targetId: _, ...alias } = value;
    this.#changes.push(put('alias', nameKey(alias.namespace, alias.name), { ...alias, target: target.key }));
  }

  instance({ id, value }: ForeignInstance): void {
    const table = this.#state.instances;
    const known = table.slotOf(id);
    const service = value === null ? undefined : this.#serviceOf(value.serviceId);
    if (value === null || service === undefined) {
      if (known !== -1) this.#remove(known, id);
      return;
    }
    const slot = known === -1 ? this.#reserve() : known;
    const again = known === -1 || value.facts.ctime > (table.ctime[known] ?? 0);
    const { namespace, name } = service;
    const facts = { ...value.facts, namespace, service: name };
    if (known !== -1 && !again) this.#keepUnsaid(facts, known);
    this.#changes.push({
      kind: 'instance.put',
      row: {
        ...{ slot, id, service: service.key, ...encodeFacts(facts) },
        state: { ...value.state, isolateFlag: this.#flagAfter(known, value, again) },
        bornAt: again ? this.#now.position : (table.rowBornAt[known] ?? 0),
      },
    });
    const label = `${namespace}/${name} ${facts.host}:${facts.port}`;
    if (again) this.#note('register', id, label);
    else if (value.state.healthy !== table.stateOf(known).healthy) {
      this.#note(value.state.healthy ? 'healthy' : 'unhealthy', id, label);
    }
  }

  /** What the columns cannot say stays as it was: a check that was switched off is not one that never was. */
  #keepUnsaid(facts: { check: InstanceFacts['check'] }, slot: number): void {
    if (facts.check === 'none' && this.#state.instances.factsOf(slot).check === 'off') facts.check = 'off';
  }

  /**
   * Our flag, from a column that holds the effective value (decision 24): as it was while the column agrees with
   * what we show. Registered again, the intent wins; lifted otherwise, the instance is released from it: drift.
   */
  #flagAfter(slot: number, { isolate }: ForeignRow, again: boolean): boolean {
    if (slot === -1) return isolate;
    const { isolated, isolateFlag } = this.#state.instances.read(slot);
    if (isolate === isolated) return isolateFlag;
    if (!isolate && !again) {
      releaseFromIsolations(this.#state, slot, BESIDE, this.#now.wallMs, this.#changes);
    }
    return isolate;
  }

  #remove(slot: number, id: string): void {
    const { namespace, service, host } = this.#state.standingOf(slot);
    this.#note('deregister', id, `${namespace}/${service} ${host}:${this.#state.instances.port[slot]}`);
    this.#changes.push({ kind: 'instance.remove', slot, id, at: Math.floor(this.#now.wallMs / 1000) });
  }

  #serviceOf(id: string): Service | undefined {
    return this.#made.get(id) ?? this.#state.services.byId(id)?.service;
  }

  #reserve(): number {
    const slot = this.#state.instances.reserve();
    if (slot === -1) {
      throw new RangeError(`the registry holds ${this.#state.instances.maxSlots} instances, its limit`);
    }
    this.#reserved.push(slot);
    return slot;
  }

  #note(action: ClientEntry['action'], id: string, label: string): void {
    this.#entries.push({ action, id, label, by: BESIDE.name });
  }
}
