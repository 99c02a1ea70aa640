import { ulid } from 'ulid';
import type { Clock } from '../clock.ts';
import type { Asker } from './route.ts';

const UNUSED_MS = 60_000;
const PER_SESSION = 8;
const MOST_BYTES = 64 * 1024 * 1024;
/** A frozen selection is kept so long (console/data-shapes.md §2.1). */
const FROZEN_MS = 24 * 60 * 60 * 1000;
const MOST_FROZEN_BYTES = 128 * 1024 * 1024;

/** What of a result set is the same whatever it lists. */
interface SetHead {
  readonly id: string;
  readonly session: string;
  /** Stamp of the rights with which it was made: with others it would hold other rows. */
  readonly stamp: string;
  /** Position and time of the query. */
  readonly position: number;
  readonly asOf: number;
  /** The query and its order in one text: a cursor of another query is refused. */
  readonly queryText: string;
  readonly length: number;
  /** Runs the query again: what the list would show now. */
  readonly again: () => ListedRows;
}

/** Rows of a query in their order at that time: it never moves, whatever changes meanwhile. */
export type ResultSet = SetHead & ListedRows;

export type ListedRows =
  | {
      readonly kind: 'instances';
      readonly slots: Uint32Array;
      /** `markOf` each row's id: a slot whose mark differs belongs to another instance by now. */
      readonly marks: Uint32Array;
    }
  | {
      readonly kind:
        | 'services'
        | 'hosts'
        | 'namespaces'
        | 'isolations'
        | 'clients'
        | 'users'
        | 'groups'
        | 'roles'
        | 'policies'
        | 'tokens';
      /** Keys of services, hosts, ids …: what the rows are made of. */
      readonly names: readonly string[];
    };

/** Ids frozen as a selection: `sel=` in an address. Outlives its result set. */
export interface Selection {
  readonly id: string;
  readonly ids: readonly string[];
  readonly frozenAt: number;
  readonly queryText: string;
}

export type NewResultSet = Omit<SetHead, 'id' | 'asOf' | 'length'> & { readonly rows: ListedRows };

/**
 * Orders and memberships that browsers are looking at (console/data-shapes.md §2.1): kept 60 s after the last
 * use, at most 8 for a session and 64 MiB in all; the one that was used longest ago goes first.
 */
export class ResultSets {
  readonly #clock: Clock;
  /** In the order of use, oldest first. */
  readonly #sets = new Map<string, { readonly set: ResultSet; usedAt: number; readonly bytes: number }>();
  readonly #selections = new Map<
    string,
    { readonly selection: Selection; readonly endsAt: number; readonly bytes: number }
  >();
  #bytes = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add({ rows, ...head }: NewResultSet): ResultSet {
    const asOf = this.#clock.wallMs();
    const added: ResultSet = { ...head, ...rows, id: `rs_${ulid()}`, asOf, length: lengthOf(rows) };
    this.#drop((one) => one.usedAt + UNUSED_MS <= this.#clock.monotonicMs());
    const own = [...this.#sets.values()].filter((one) => one.set.session === head.session);
    for (const one of own.slice(0, Math.max(0, own.length - PER_SESSION + 1))) this.#remove(one.set.id);
    const bytes = bytesOf(added);
    this.#sets.set(added.id, { set: added, usedAt: this.#clock.monotonicMs(), bytes });
    this.#bytes += bytes;
    for (const { set: oldest } of this.#sets.values()) {
      if (this.#bytes <= MOST_BYTES || oldest.id === added.id) break;
      this.#remove(oldest.id);
    }
    return added;
  }

  /**
   * The set, which counts as used now; undefined = evicted, or never known (410). `asker`: whose it must be, with
   * the same rights as then.
   */
  use(id: string, asker?: Pick<Asker, 'session' | 'rights'>): ResultSet | undefined {
    const found = this.#sets.get(id);
    if (found === undefined) return undefined;
    const { session, stamp } = found.set;
    if (asker !== undefined && (asker.session !== session || asker.rights.stamp !== stamp)) return undefined;
    const now = this.#clock.monotonicMs();
    if (found.usedAt + UNUSED_MS <= now) {
      this.#remove(id);
      return undefined;
    }
    found.usedAt = now;
    this.#sets.delete(id);
    this.#sets.set(id, found);
    return found.set;
  }

  /** Keeps ids for a day. */
  freeze(ids: readonly string[], queryText: string): Selection {
    const now = this.#clock.wallMs();
    const selection: Selection = { id: `sel_${ulid()}`, ids, frozenAt: now, queryText };
    const bytes = ids.reduce((sum, id) => sum + id.length, 64);
    let total = bytes;
    for (const one of this.#selections.values()) total += one.bytes;
    for (const [id, one] of this.#selections) {
      if (one.endsAt > this.#clock.monotonicMs() && total <= MOST_FROZEN_BYTES) continue;
      total -= one.bytes;
      this.#selections.delete(id);
    }
    this.#selections.set(selection.id, { selection, endsAt: this.#clock.monotonicMs() + FROZEN_MS, bytes });
    return selection;
  }

  selection(id: string): Selection | undefined {
    const found = this.#selections.get(id);
    return found !== undefined && found.endsAt > this.#clock.monotonicMs() ? found.selection : undefined;
  }

  #drop(isOver: (one: { readonly usedAt: number }) => boolean): void {
    for (const [id, one] of this.#sets) if (isOver(one)) this.#remove(id);
  }

  #remove(id: string): void {
    const found = this.#sets.get(id);
    if (found === undefined) return;
    this.#sets.delete(id);
    this.#bytes -= found.bytes;
  }
}

export const lengthOf = (rows: ListedRows): number =>
  rows.kind === 'instances' ? rows.slots.length : rows.names.length;

const bytesOf = (set: ResultSet): number =>
  set.kind === 'instances'
    ? set.slots.byteLength + set.marks.byteLength
    : set.names.reduce((sum, name) => sum + name.length + 32, 0);
