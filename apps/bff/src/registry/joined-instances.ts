import { encodeNames } from './instance-answer.ts';
import type { ServiceEntry } from './service-book.ts';
import type { InstanceTable } from './tables/instance-table.ts';
import { WireWriter } from './wire.ts';

/** Field number of `instances` in DiscoverResponse (contract/grpc-messages.tsv). */
const INSTANCES_FIELD = 5;

/**
 * The instances of one service, joined for an answer, and where each of them ends in it: the next answer copies
 * those that have not changed and joins only the others.
 */
export interface JoinedInstances {
  /** Position up to which it is right. */
  readonly at: number;
  /** `instances` fields of a DiscoverResponse, one per slot, in the order of `slots`. */
  readonly bytes: Buffer;
  readonly slots: Uint32Array;
  readonly ends: Uint32Array;
}

const NOTHING: JoinedInstances = {
  at: -1,
  bytes: Buffer.of(),
  slots: Uint32Array.of(),
  ends: Uint32Array.of(),
};

/** Joins what the service holds now; what `before`, an earlier answer of it, holds unchanged is copied. */
export function joinInstances(
  table: InstanceTable,
  entry: ServiceEntry,
  before: JoinedInstances = NOTHING,
): JoinedInstances {
  const { key } = entry.service;
  const joining = new Joining(table, entry, before.bytes);
  const arrived = newestSince(table, key, before.at);
  for (let index = 0; index < before.slots.length; index += 1) {
    const slot = before.slots[index] ?? 0;
    if (!table.isLive(slot) || table.service[slot] !== key) continue;
    arrived.delete(slot);
    if ((table.changedAt[slot] ?? 0) > before.at) joining.join(slot);
    else joining.copy(slot, before.ends[index - 1] ?? 0, before.ends[index] ?? 0);
  }
  for (const slot of arrived) joining.join(slot);
  return joining.finish(entry.changedAt);
}

/** What has come to the service since: among the newest, as whatever comes or is written goes to their end. */
function newestSince(table: InstanceTable, service: number, position: number): Set<number> {
  const found = new Set<number>();
  for (const slot of table.ofService.of(service)) {
    if ((table.changedAt[slot] ?? 0) <= position) break;
    found.add(slot);
  }
  return found;
}

const out = new WireWriter();

/** An answer in the making. */
class Joining {
  readonly #table: InstanceTable;
  readonly #old: Buffer;
  readonly #names: Buffer;
  readonly #slots: Uint32Array;
  readonly #ends: Uint32Array;
  #count = 0;
  /** A stretch of the old answer that is still to be copied: neighbours go together. */
  #from = 0;
  #to = 0;

  constructor(table: InstanceTable, entry: ServiceEntry, old: Buffer) {
    this.#table = table;
    this.#old = old;
    this.#names = encodeNames({ namespace: entry.service.namespace, service: entry.service.name });
    this.#slots = new Uint32Array(entry.total);
    this.#ends = new Uint32Array(entry.total);
    out.reset();
  }

  join(slot: number): void {
    this.#copyStretch();
    this.#table.writeTo(out, INSTANCES_FIELD, slot, this.#names);
    this.#note(slot);
  }

  /** Takes the row over from the old answer, where it lies between two places. */
  copy(slot: number, from: number, to: number): void {
    if (from !== this.#to) {
      this.#copyStretch();
      this.#from = from;
    }
    this.#to = to;
    this.#note(slot);
  }

  finish(at: number): JoinedInstances {
    this.#copyStretch();
    return { at, bytes: out.take(), slots: this.#slots, ends: this.#ends };
  }

  #copyStretch(): void {
    if (this.#to > this.#from) out.raw(this.#old, this.#from, this.#to);
    this.#from = this.#to;
  }

  #note(slot: number): void {
    this.#slots[this.#count] = slot;
    this.#ends[this.#count] = out.length + this.#to - this.#from;
    this.#count += 1;
  }
}
