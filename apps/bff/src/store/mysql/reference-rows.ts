import type { InstanceRow, Shown } from '../../registry/changes.ts';
import { decodeFacts } from '../../registry/instance-codec.ts';
import type { InstanceFacts, InstanceState } from '../../registry/model.ts';
import { cut, fits, moment } from './columns.ts';
import type { NetChanges } from './net-changes.ts';
import type { Seen } from './own-rows.ts';
import type { Script } from './script.ts';
import { keyTexts, type Values } from './statements.ts';

/** Ids of services (32 hex) by their keys: rows of the reference refer to them by id. */
export type ServiceIds = (key: number) => string | undefined;

export const LAST_BEAT = 'internal-lastheartbeat';
/** The column is signed, the API's member is not (contract/store.md §7). */
const MAX_WEIGHT = 32_767;
const MAX_PRIORITY = 127;
/** Of up to so many instances, what an earlier life left behind is deleted without a look. */
const FEW = 8;

/** A row as the reference's tables shall hold it. */
interface Projected {
  readonly facts: InstanceFacts;
  readonly serviceId: string;
  readonly state: InstanceState;
  readonly seen: Seen;
}

/**
 * What a batch means for the reference's instance tables, worked out before anything is written. The log and our
 * own tables are the truth; this is what other servers on the database see of it.
 */
export class ReferenceRows {
  readonly #puts: Projected[] = [];
  readonly #states: { readonly id: string; readonly state: InstanceState; readonly seen: Seen }[] = [];
  /** Rows that only an isolation has changed. */
  readonly #covered: { readonly slot: number; readonly id: string; readonly seen: Seen }[] = [];
  readonly #removed: string[];
  readonly #seen = new Map<number, Seen>();
  /** Not known before it is answered. */
  #isNew = false;

  /** `heldIds`: ids of the slots whose state is changed. `nowSeconds`: the database's clock. */
  constructor(
    net: NetChanges,
    heldIds: ReadonlyMap<number, string>,
    shown: readonly Shown[],
    services: ServiceIds,
    nowSeconds: number,
  ) {
    const shownOf = new Map(shown.map((one) => [one.slot, one]));
    this.#removed = net.removed.map(({ id }) => id);
    for (const row of net.puts.values()) {
      const projected = projectRow(row, shownOf.get(row.slot), services);
      if (projected === null) continue;
      this.#puts.push(projected);
      this.#seen.set(row.slot, projected.seen);
    }
    for (const [slot, state] of net.states) {
      const seen = { ...seenState(state, shownOf.get(slot)), ctime: 0 };
      this.#seen.set(slot, seen);
      this.#states.push({ id: heldIds.get(slot) ?? '', state, seen });
    }
    for (const { slot, id, isolated, revision } of shown) {
      if (this.#seen.has(slot) || net.puts.has(slot)) continue;
      const seen = { revision, healthy: false, isolate: isolated, ctime: 0, mtime: nowSeconds };
      this.#covered.push({ slot, id, seen });
    }
  }

  /** What the reference's row of a slot will hold; ctime counts only where the whole row is written. */
  seenOf = (slot: number): Seen | null => this.#seen.get(slot) ?? null;

  /**
   * Once what `write` sent is answered: no instance of the batch that has a row there had one before, not even a
   * deleted one.
   */
  isNew = (): boolean => this.#isNew;

  /** Writes as the reference does (contract/store.md §2). Answers the ids whose mtime it sets. */
  async write(script: Script): Promise<readonly string[]> {
    await script.withKeys('UPDATE instance SET flag = 1, mtime = NOW() WHERE id IN (?)', this.#removed);
    if (this.#puts.length > 0) await this.#putAll(script);
    if (this.#states.length > 0) await this.#setStates(script);
    if (this.#covered.length > 0) await this.#setCovered(script);
    return [
      ...this.#removed,
      ...this.#puts.map(({ facts }) => facts.id),
      ...this.#states.map(({ id }) => id),
      ...this.#covered.map(({ id }) => id),
    ];
  }

  async #putAll(script: Script): Promise<void> {
    let written = 0;
    await script.insert(
      `REPLACE INTO instance (id, service_id, vpc_id, host, port, protocol, version, health_status, isolate,
        weight, enable_health_check, logic_set, cmdb_region, cmdb_zone, cmdb_idc, priority, revision, flag,
        ctime, mtime)`,
      this.#puts.map(instanceValues),
      '',
      (affected) => {
        written += affected;
        // None was there before: then nothing of them is in the other tables, and nothing must be looked for.
        this.#isNew = written === this.#puts.length;
      },
    );
    // To look for a few is quicker than to ask first.
    if (this.#puts.length > FEW) script.send();
    const ids = this.#puts.map(({ facts }) => facts.id);
    const unchecked = this.#puts.flatMap(({ facts }) => (typeof facts.check === 'object' ? [] : [facts.id]));
    script.addLater(() =>
      this.#isNew
        ? []
        : [
            ...keyTexts('DELETE FROM health_check WHERE id IN (?)', unchecked),
            ...keyTexts('DELETE FROM instance_metadata WHERE id IN (?)', ids),
          ],
    );
    await script.insert(
      'REPLACE INTO health_check (id, type, ttl)',
      this.#puts.flatMap(({ facts }): Values[] =>
        typeof facts.check === 'object' ? [[facts.id, 1, facts.check.ttlSeconds]] : [],
      ),
    );
    await script.insert(
      'REPLACE INTO instance_metadata (id, mkey, mvalue)',
      this.#puts.flatMap(metadataValues),
    );
  }

  async #setStates(script: Script): Promise<void> {
    await script.update(
      {
        head: 'UPDATE instance i',
        names: ['id', 'revision', 'healthy', 'isolated', 'mtime'],
        tail: `ON i.id = v.id SET i.revision = v.revision, i.health_status = v.healthy,
          i.isolate = v.isolated, i.mtime = v.mtime`,
      },
      this.#states.map(({ id, seen }) => [
        id,
        seen.revision,
        Number(seen.healthy),
        Number(seen.isolate),
        moment(seen.mtime),
      ]),
    );
    await script.withKeys(
      'DELETE FROM instance_metadata WHERE mkey = ? AND id IN (?)',
      this.#states.map(({ id }) => id),
      [LAST_BEAT],
    );
    await script.insert(
      'REPLACE INTO instance_metadata (id, mkey, mvalue)',
      this.#states.flatMap(({ id, state }): Values[] =>
        state.silentSince === null ? [] : [[id, LAST_BEAT, String(state.silentSince)]],
      ),
    );
  }

  async #setCovered(script: Script): Promise<void> {
    const tail = 'i.id = v.id SET i.revision = v.revision, i.isolate = v.isolated, i.mtime = v.mtime';
    await script.update(
      { head: 'UPDATE instance i', names: ['id', 'revision', 'isolated', 'mtime'], tail: `ON ${tail}` },
      this.#covered.map(({ id, seen }) => [id, seen.revision, Number(seen.isolate), moment(seen.mtime)]),
    );
    await script.update(
      {
        head: 'UPDATE cynosure_instance i',
        names: ['slot', 'revision', 'isolated', 'mtime'],
        tail: `ON i.slot = v.slot SET i.seen_revision = v.revision, i.seen_isolate = v.isolated,
          i.seen_mtime = v.mtime`,
      },
      this.#covered.map(({ slot, seen }) => [slot, seen.revision, Number(seen.isolate), seen.mtime]),
    );
  }
}

/** Null where the reference has no room for the row: an id or host too long for its columns, or no known service. */
function projectRow(row: InstanceRow, shown: Shown | undefined, services: ServiceIds): Projected | null {
  const serviceId = services(row.service);
  if (serviceId === undefined || !fits(row.id, 128) || row.id === '') return null;
  const facts = factsOf(row);
  if (facts === null || facts.id !== row.id || !fits(facts.host, 128)) return null;
  return { facts, serviceId, state: row.state, seen: { ...seenState(row.state, shown), ctime: facts.ctime } };
}

/** Bytes that are no instance are kept as they are, and shown to nobody. */
function factsOf(row: InstanceRow): InstanceFacts | null {
  try {
    return decodeFacts(row.body, row.wireLength, { namespace: '', service: '' });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

const seenState = (state: InstanceState, shown: Shown | undefined): Omit<Seen, 'ctime'> => ({
  revision: shown?.revision ?? state.revision,
  healthy: state.healthy,
  isolate: shown?.isolated ?? state.isolateFlag,
  mtime: state.mtime,
});

/** Never null where the reference writes an empty text: its readers do not expect null. */
function instanceValues({ facts, serviceId, seen }: Projected): Values {
  const { location } = facts;
  return [
    facts.id,
    serviceId,
    cut(facts.vpcId, 64),
    facts.host,
    facts.port,
    cut(facts.protocol, 32),
    cut(facts.version, 32),
    Number(seen.healthy),
    Number(seen.isolate),
    Math.min(facts.weight, MAX_WEIGHT),
    Number(typeof facts.check === 'object'),
    cut(facts.logicSet, 128),
    cut(location?.region, 128),
    cut(location?.zone, 128),
    cut(location?.campus, 128),
    Math.min(facts.priority ?? 0, MAX_PRIORITY),
    seen.revision,
    0,
    moment(seen.ctime),
    moment(seen.mtime),
  ];
}

function metadataValues({ facts, state }: Projected): Values[] {
  const rows = Object.entries(facts.labels)
    .filter(([key]) => fits(key, 128) && key !== LAST_BEAT)
    .map(([key, value]): Values => [facts.id, key, cut(value, 4096)]);
  if (state.silentSince !== null) rows.push([facts.id, LAST_BEAT, String(state.silentSince)]);
  return rows;
}
