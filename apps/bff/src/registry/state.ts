import { defaultLimits, type Limits } from '../limits/limits.ts';
import type {
  Batch,
  Change,
  InstanceRow,
  PackedRow,
  RecordKind,
  RecordKinds,
  RecordPut,
  RecordRemove,
} from './changes.ts';
import type { InstanceHappening, RegistryEvent } from './events.ts';
import { type HeldFields, type HeldValues, NOTHING_HELD } from './held-values.ts';
import { hostsOf, IsolationBook, instancesOf, type Standing } from './isolation-book.ts';
import type { Client, Contract, Instance, Isolation, Operation, Verdict } from './model.ts';
import { nameKey, ServiceBook, type ServiceEntry } from './service-book.ts';
import { BIT, InstanceTable } from './tables/instance-table.ts';

const ALL = 0;
const RECENT_OPERATIONS = 2000;

type StateChange = Extract<Change, { kind: 'instance.state' }>;

/** Kinds of records that the registry only keeps for others (access/, console/). */
const KEPT_KINDS = [
  'idempotency',
  'user',
  'group',
  'role',
  'policy',
  'token',
  'session',
  'secret',
  'setting',
  'bulk',
  'member',
] as const satisfies readonly RecordKind[];
type KeptKind = (typeof KEPT_KINDS)[number];

export type Quotas = Pick<Limits, 'instancesPerService' | 'labelsPerInstance'>;

/**
 * Everything the registry knows, in memory, owned by one thread. It changes only through `apply`, with
 * what is durable already, and through health overlays (decision 9); reads never wait.
 */
export class RegistryState {
  readonly instances: InstanceTable;
  readonly quotas: Quotas;
  readonly services: ServiceBook = new ServiceBook((key) => this.#membersOf(key));
  readonly isolations = new IsolationBook();
  /** What operators hold against clients, by instance; also of instances that are not registered now. */
  readonly holds = new Map<string, HeldValues>();
  readonly clients = new Map<string, Client>();
  readonly contracts = new Map<string, Contract>();
  readonly kept: { readonly [K in KeptKind]: Map<string, RecordKinds[K]> } = {
    idempotency: new Map(),
    user: new Map(),
    group: new Map(),
    role: new Map(),
    policy: new Map(),
    token: new Map(),
    session: new Map(),
    secret: new Map(),
    setting: new Map(),
    bulk: new Map(),
    member: new Map(),
  };
  /** The newest operations by id, oldest first; older ones are asked of the store. */
  readonly recentOperations = new Map<string, Operation>();
  readonly #operationPositions = new Map<string, number>();
  #position = 0;
  #loaded: number[] = [];

  /** `quotas`: what one service and one instance may hold, asked by the commands that add to them. */
  constructor(maxInstances: number, quotas: Quotas = defaultLimits) {
    this.quotas = quotas;
    this.instances = new InstanceTable(maxInstances, (key) => this.services.namesOf(key));
  }

  /** Counts every change that readers can see; not durable, so it starts anew with each epoch (core.md §4). */
  get position(): number {
    return this.#position;
  }

  /** Where an instance stands, for matching isolations. */
  standingOf(slot: number): Standing {
    const service = this.serviceOf(slot).service;
    return {
      id: this.instances.idOf(slot),
      namespace: service.namespace,
      service: service.name,
      host: this.instances.hostOf(slot),
    };
  }

  serviceOf(slot: number): ServiceEntry {
    const entry = this.services.byKey(this.instances.service[slot] ?? 0);
    if (entry === undefined) throw new Error(`slot ${slot} belongs to no service`);
    return entry;
  }

  instance(id: string): Instance | undefined {
    const slot = this.instances.slotOf(id);
    return slot === -1 ? undefined : this.instances.read(slot);
  }

  /** What is held of an instance. */
  heldOf(id: string): HeldFields {
    return this.holds.size === 0 ? NOTHING_HELD : (this.holds.get(id)?.fields ?? NOTHING_HELD);
  }

  /** Slots of the instances on a host. */
  slotsOnHost(host: string): number[] {
    const number = this.instances.hosts.find(host);
    return number === undefined ? [] : [...this.instances.ofHost.of(number)];
  }

  /** Found in the shorter list of the two. */
  slotsOfServiceOnHost({ total, service: { key } }: ServiceEntry, host: string): number[] {
    const { hosts, host: hostOf, service: serviceOf, ofHost, ofService } = this.instances;
    const number = hosts.find(host);
    if (number === undefined) return [];
    return total < hosts.usesOf(number)
      ? [...ofService.of(key)].filter((slot) => hostOf[slot] === number)
      : [...ofHost.of(number)].filter((slot) => serviceOf[slot] === key);
  }

  slotsOfService(key: number): number[] {
    return [...this.instances.ofService.of(key)];
  }

  /** Slots that an isolation covers now, released ones too. */
  slotsUnder(isolation: Isolation): number[] {
    const slots = hostsOf(isolation).flatMap((host) => this.slotsOnHost(host));
    for (const id of instancesOf(isolation)) {
      const slot = this.instances.slotOf(id);
      if (slot !== -1) slots.push(slot);
    }
    const { scope } = isolation;
    if (scope.kind === 'instances') return slots;
    const leaves = scope.kind === 'host' ? scope.leave : [];
    return slots.filter((slot) => {
      const { namespace, name } = this.serviceOf(slot).service;
      if (scope.kind === 'hostInService') {
        return scope.service.namespace === namespace && scope.service.service === name;
      }
      return !leaves.some((left) => left.namespace === namespace && left.service === name);
    });
  }

  /** Makes a durable batch visible, all at once, and answers what happened. */
  apply(batch: Batch): RegistryEvent[] {
    this.#position = Math.max(this.#position + 1, batch.position);
    const events: RegistryEvent[] = [];
    for (const change of batch.changes) this.#applyOne(change, batch.at, events);
    for (const operation of batch.operations) {
      if (operation.partOf !== undefined) {
        events.push({ kind: 'batchOf', operationId: operation.partOf });
        continue;
      }
      this.keepOperation(operation, this.#position);
      events.push({ kind: 'operation', operation });
    }
    return events;
  }

  /**
   * Shows verdicts of the checker before they are committed (decision 9). The rows keep what the store holds;
   * committing it later with the effective revision changes nothing that readers see.
   */
  overlayHealth(verdicts: readonly Verdict[], wallMs: number): RegistryEvent[] {
    this.#position += 1;
    const events: RegistryEvent[] = [];
    for (const { slot, healthy, silentSince } of verdicts) {
      this.#rewrite(slot, wallMs, events, () => {
        this.instances.setSilentSince(slot, silentSince);
        return { healthy, isolated: this.instances.has(slot, BIT.isolated) };
      });
    }
    return events;
  }

  /** Keeps an operation within reach of reads; the oldest goes. No position: it is from before our start. */
  keepOperation(operation: Operation, position = 0): void {
    this.recentOperations.set(operation.id, operation);
    if (position > 0) this.#operationPositions.set(operation.id, position);
    if (this.recentOperations.size <= RECENT_OPERATIONS) return;
    const oldest = this.recentOperations.keys().next();
    if (oldest.done) return;
    this.recentOperations.delete(oldest.value);
    this.#operationPositions.delete(oldest.value);
  }

  /** Whether an operation came after the last registration of the instance in the slot. */
  isSinceRegistration(operation: Pick<Operation, 'id' | 'at'>, slot: number): boolean {
    const position = this.#operationPositions.get(operation.id);
    if (position !== undefined) return position > (this.instances.bornAt[slot] ?? 0);
    // From before our start: registrations are known to the second.
    return operation.at >= ((this.instances.ctime[slot] ?? 0) + 1) * 1000;
  }

  /** Kind and key of every record that is held. */
  *recordKeys(): Generator<readonly [RecordKind, string]> {
    for (const name of this.services.namespaces.keys()) yield ['namespace', name];
    for (const { service } of this.services.services()) yield ['service', String(service.key)];
    for (const { namespace, name } of this.services.aliases()) yield ['alias', nameKey(namespace, name)];
    for (const { id } of this.isolations.values()) {
      yield ['isolation', id];
      for (const instanceId of this.isolations.releasesOf(id).keys())
        yield ['release', releaseKey(id, instanceId)];
    }
    for (const id of this.clients.keys()) yield ['client', id];
    for (const id of this.contracts.keys()) yield ['contract', id];
    for (const kind of KEPT_KINDS) for (const key of this.kept[kind].keys()) yield [kind, key];
  }

  // Loading ---------------------------------------------------------------------------------------

  loadRecord<K extends RecordKind>(of: K, key: string, value: RecordKinds[K]): void {
    // The pair (K, value of K) is one member of the union; the compiler cannot see that through the generic.
    this.#putRecord({ kind: 'put', of, key, value } as RecordPut);
  }

  loadInstance(row: InstanceRow): void {
    this.instances.claim(row.slot);
    this.instances.place(row);
    this.#loaded.push(row.slot);
  }

  /** The same; `row` is not kept. */
  loadPacked(row: PackedRow): void {
    this.instances.claim(row.slot);
    this.instances.placePacked(row);
    this.#loaded.push(row.slot);
  }

  /** Called once all is loaded: derives what is not stored. `wallMs` is now. */
  finishLoading(position: number): void {
    this.#position = position;
    const table = this.instances;
    const slots = this.#loaded.sort((a, b) => (table.mtime[a] ?? 0) - (table.mtime[b] ?? 0) || a - b);
    for (const slot of slots) {
      const at = (table.mtime[slot] ?? 0) * 1000;
      table.setEffective(slot, table.has(slot, BIT.rowHealthy), this.#isIsolated(slot));
      table.healthSince[slot] = at;
      table.isolatedSince[slot] = at;
      this.#enter(slot);
    }
    this.#loaded = [];
  }

  // Applying --------------------------------------------------------------------------------------

  #applyOne(change: Change, wallMs: number, events: RegistryEvent[]): void {
    switch (change.kind) {
      case 'put':
        this.#aroundRecord(change, wallMs, events, () => this.#putRecord(change));
        events.push({ kind: 'record', of: change.of, key: change.key, what: 'put' });
        if (change.of === 'hold') this.#heldChanged(change.key, events);
        return;
      case 'remove':
        this.#aroundRecord(change, wallMs, events, () => this.#removeRecord(change));
        events.push({ kind: 'record', of: change.of, key: change.key, what: 'removed' });
        if (change.of === 'hold') this.#heldChanged(change.key, events);
        return;
      case 'instance.put':
        this.#putInstance(change.row, wallMs, events);
        return;
      case 'instance.state':
        this.#setState(change, wallMs, events);
        return;
      case 'instance.remove':
        this.#removeInstance(change.slot, events);
    }
  }

  /** What is held, or what the client says instead, shows with the instance although its row may be as it was. */
  #heldChanged(id: string, events: RegistryEvent[]): void {
    const slot = this.instances.slotOf(id);
    if (slot !== -1) events.push(this.#event(slot, 'updated'));
  }

  #putInstance(row: InstanceRow, wallMs: number, events: RegistryEvent[]): void {
    const table = this.instances;
    const { slot } = row;
    const known = table.isLive(slot);
    const again = known && row.bornAt !== table.rowBornAt[slot];
    const before = known ? (table.bits[slot] ?? 0) : null;
    const healthy = known && !again ? this.#healthAfter(slot, row.state.healthy).value : row.state.healthy;
    if (known) this.#leave(slot);
    table.place(row);
    // Reading positions count overlays too, so they may be ahead of the commit's own.
    if (!known || again) table.bornAt[slot] = this.#position;
    table.setEffective(slot, healthy, this.#isIsolated(slot));
    this.#enter(slot);
    if (!known) {
      table.healthSince[slot] = wallMs;
      table.isolatedSince[slot] = wallMs;
    }
    events.push(this.#event(slot, known ? (again ? 'registeredAgain' : 'updated') : 'registered', row.id));
    if (before !== null) this.#turns(slot, before, wallMs, events);
  }

  #setState({ slot, state, isLastWord }: StateChange, wallMs: number, events: RegistryEvent[]): void {
    const table = this.instances;
    this.#rewrite(slot, wallMs, events, () => {
      const isOvertaken = isLastWord?.() === false;
      const healthy = isOvertaken
        ? { value: table.has(slot, BIT.healthy), overlaid: true }
        : this.#healthAfter(slot, state.healthy);
      table.setState(
        slot,
        healthy.overlaid ? { ...state, silentSince: table.stateOf(slot).silentSince } : state,
      );
      return { healthy: healthy.value, isolated: this.#isIsolated(slot) };
    });
    table.recent.touch(ALL, slot);
    table.ofService.touch(table.service[slot] ?? 0, slot);
  }

  /**
   * Health that readers see after a write: what it sets, or, where it sets none, the checker's verdict that
   * is shown already and not committed yet. Overlays move between decide and apply (core.md §1).
   */
  #healthAfter(slot: number, written: boolean): { value: boolean; overlaid: boolean } {
    const row = this.instances.has(slot, BIT.rowHealthy);
    const shown = this.instances.has(slot, BIT.healthy);
    const overlaid = row !== shown && written === row;
    return { value: overlaid ? shown : written, overlaid };
  }

  #removeInstance(slot: number, events: RegistryEvent[]): void {
    if (!this.instances.isLive(slot)) return;
    const event = this.#event(slot, 'deregistered');
    this.#leave(slot);
    this.instances.vacate(slot);
    events.push(event);
  }

  /** Changes effective bits or state of one instance, with counts, digests and events kept right. */
  #rewrite(
    slot: number,
    wallMs: number,
    events: RegistryEvent[],
    change: () => { healthy: boolean; isolated: boolean },
  ): void {
    const table = this.instances;
    if (!table.isLive(slot)) return;
    const entry = this.serviceOf(slot);
    const before = table.bits[slot] ?? 0;
    entry.count(table, slot, -1, this.#position);
    const { healthy, isolated } = change();
    table.setEffective(slot, healthy, isolated);
    entry.count(table, slot, 1, this.#position);
    table.changedAt[slot] = this.#position;
    this.#turns(slot, before, wallMs, events);
  }

  /** One event for each visible turn of health and isolation. */
  #turns(slot: number, before: number, wallMs: number, events: RegistryEvent[]): void {
    const table = this.instances;
    const now = table.bits[slot] ?? 0;
    if ((before & BIT.healthy) !== (now & BIT.healthy)) {
      table.healthSince[slot] = wallMs;
      events.push(this.#event(slot, (now & BIT.healthy) !== 0 ? 'healthy' : 'unhealthy'));
    }
    if ((before & BIT.isolated) !== (now & BIT.isolated)) {
      table.isolatedSince[slot] = wallMs;
      events.push(this.#event(slot, (now & BIT.isolated) !== 0 ? 'isolated' : 'restored'));
    }
  }

  *#membersOf(service: number): Generator<Uint8Array> {
    for (const slot of this.instances.ofService.of(service)) yield this.instances.digestedBytes(slot);
  }

  #enter(slot: number): void {
    const table = this.instances;
    table.ofService.push(table.service[slot] ?? 0, slot);
    table.ofHost.push(table.host[slot] ?? 0, slot);
    table.recent.push(ALL, slot);
    table.changedAt[slot] = this.#position;
    this.serviceOf(slot).count(table, slot, 1, this.#position);
  }

  #leave(slot: number): void {
    const table = this.instances;
    this.serviceOf(slot).count(table, slot, -1, this.#position);
    table.ofService.remove(table.service[slot] ?? 0, slot);
    table.ofHost.remove(table.host[slot] ?? 0, slot);
    table.recent.remove(ALL, slot);
  }

  #isIsolated(slot: number): boolean {
    if (this.instances.has(slot, BIT.rowIsolate)) return true;
    return this.isolations.inForce > 0 && this.isolations.covers(this.standingOf(slot));
  }

  /** An isolation or release changes what it covers before and after: those rows are looked at again. */
  #aroundRecord(
    change: RecordPut | RecordRemove,
    wallMs: number,
    events: RegistryEvent[],
    run: () => void,
  ): void {
    const before = this.#slotsTouchedBy(change);
    run();
    for (const slot of new Set([...before, ...this.#slotsTouchedBy(change)])) {
      const isolated = this.#isIsolated(slot);
      if (isolated === this.instances.has(slot, BIT.isolated)) continue;
      this.#rewrite(slot, wallMs, events, () => ({
        healthy: this.instances.has(slot, BIT.healthy),
        isolated,
      }));
    }
  }

  #slotsTouchedBy(change: RecordPut | RecordRemove): number[] {
    if (change.of === 'isolation') {
      const isolation = this.isolations.get(change.key);
      return isolation === undefined ? [] : this.slotsUnder(isolation);
    }
    if (change.of !== 'release') return [];
    const slot = this.instances.slotOf(releaseParts(change.key).instanceId);
    return slot === -1 ? [] : [slot];
  }

  #putRecord(change: RecordPut): void {
    const { position } = this;
    switch (change.of) {
      case 'namespace':
        this.services.putNamespace(change.value);
        return;
      case 'service':
        this.services.putService(change.value, position);
        return;
      case 'alias':
        this.services.putAlias(change.value);
        return;
      case 'isolation':
        this.isolations.put(change.value);
        return;
      case 'release':
        this.isolations.release(change.value);
        return;
      case 'hold':
        this.holds.set(change.key, change.value);
        return;
      case 'client':
        this.clients.set(change.key, change.value);
        return;
      case 'contract':
        this.contracts.set(change.key, change.value);
        return;
      case 'idempotency':
        this.kept.idempotency.set(change.key, change.value);
        return;
      case 'bulk':
        this.kept.bulk.set(change.key, change.value);
        return;
      case 'member':
        this.kept.member.set(change.key, change.value);
        return;
      default:
        this.kept[change.of].set(change.key, change.value);
    }
  }

  #removeRecord({ of, key }: RecordRemove): void {
    switch (of) {
      case 'namespace':
        this.services.removeNamespace(key);
        return;
      case 'service':
        this.services.removeService(Number(key));
        return;
      case 'alias': {
        const [namespace = '', name = ''] = key.split('\0');
        this.services.removeAlias(namespace, name);
        return;
      }
      case 'isolation':
        this.isolations.forget(key);
        return;
      case 'release': {
        const { isolationId, instanceId } = releaseParts(key);
        this.isolations.unrelease(isolationId, instanceId);
        return;
      }
      case 'hold':
        this.holds.delete(key);
        return;
      case 'client':
        this.clients.delete(key);
        return;
      case 'contract':
        this.contracts.delete(key);
        return;
      default:
        this.kept[of].delete(key);
    }
  }

  #event(slot: number, what: InstanceHappening, id = this.instances.idOf(slot)) {
    const { service } = this.serviceOf(slot);
    return {
      kind: 'instance' as const,
      what,
      slot,
      id,
      namespace: service.namespace,
      service: service.name,
      host: this.instances.hostOf(slot),
      port: this.instances.port[slot] ?? 0,
    };
  }
}

/** Record keys. A service's is its key, an alias's its two names, a release's its two ids. */
export const releaseKey = (isolationId: string, instanceId: string): string => `${isolationId} ${instanceId}`;

export function releaseParts(key: string): { isolationId: string; instanceId: string } {
  const space = key.indexOf(' ');
  return { isolationId: key.slice(0, space), instanceId: key.slice(space + 1) };
}
