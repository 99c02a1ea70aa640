import { encodeCommon } from '../instance-answer.ts';
import { type CommonFacts, decodeCommon } from '../instance-codec.ts';
import type { Check } from '../model.ts';
import type { WireWriter } from '../wire.ts';
import { ByteArena } from './byte-arena.ts';
import { hashOf, IdIndex, sameBytes } from './id-index.ts';
import type { Interner } from './interner.ts';

export const NO_CHECK = 0;
export const CHECK_OFF = 255;

/**
 * What many rows are alike in (protocol, version, check, location), kept once for all of them, as it rests in a
 * body and as it goes on the wire. A row names its set by number; a set whose last row has gone gives its number
 * back.
 */
export class CommonSets {
  /** Interned texts of a set. */
  readonly version: Uint32Array;
  readonly protocol: Uint32Array;
  readonly region: Uint32Array;
  readonly zone: Uint32Array;
  readonly campus: Uint32Array;
  /** Its TTL in seconds, or one of the two below. */
  readonly check: Uint8Array;
  readonly #words: Interner;
  readonly #rows: Uint32Array;
  readonly #hashes: Uint32Array;
  readonly #at: Uint32Array;
  /** Bytes at rest, and behind them on the wire. */
  readonly #restLength: Uint32Array;
  readonly #wireLength: Uint32Array;
  readonly #arena = new ByteArena();
  readonly #index: IdIndex;
  readonly #free: number[] = [];
  #next = 0;

  constructor(maxSets: number, words: Interner) {
    this.#words = words;
    const column = () => new Uint32Array(new SharedArrayBuffer(maxSets * 4));
    this.version = column();
    this.protocol = column();
    this.region = column();
    this.zone = column();
    this.campus = column();
    this.check = new Uint8Array(new SharedArrayBuffer(maxSets));
    this.#rows = column();
    this.#hashes = column();
    this.#at = column();
    this.#restLength = column();
    this.#wireLength = column();
    this.#index = new IdIndex({
      hashes: this.#hashes,
      hasId: (set, bytes, from, to) =>
        sameBytes(this.#chunk(set), this.#start(set), this.#end(set), bytes, from, to),
    });
  }

  get usedBytes(): number {
    return this.#arena.usedBytes;
  }

  /** The set of a body's fourth part, which lies between two places; one more row has it. */
  take(bytes: Uint8Array, from: number, to: number): number {
    const known = this.#index.find(bytes, from, to);
    const set = known === -1 ? this.#add(bytes.subarray(from, to)) : known;
    this.#rows[set] = (this.#rows[set] ?? 0) + 1;
    return set;
  }

  /** One row fewer has it. */
  give(set: number): void {
    const left = (this.#rows[set] ?? 0) - 1;
    this.#rows[set] = left;
    if (left > 0) return;
    this.#index.remove(set);
    for (const column of [this.version, this.protocol, this.region, this.zone, this.campus]) {
      this.#words.give(column[set] ?? 0);
    }
    this.#arena.free(this.#at[set] ?? 0, (this.#restLength[set] ?? 0) + (this.#wireLength[set] ?? 0));
    this.#free.push(set);
  }

  facts(set: number): CommonFacts {
    return decodeCommon(this.#chunk(set), this.#start(set), this.#end(set));
  }

  /** Appends what Discover sends of it. */
  writeTo(out: WireWriter, set: number): void {
    const start = this.#end(set);
    out.raw(this.#chunk(set), start, start + (this.#wireLength[set] ?? 0));
  }

  #add(rest: Uint8Array): number {
    const set = this.#free.pop() ?? this.#next++;
    const facts = decodeCommon(rest, 0, rest.length);
    const wire = encodeCommon(facts);
    const address = this.#arena.allocate(rest.length + wire.length);
    this.#at[set] = address;
    this.#restLength[set] = rest.length;
    this.#wireLength[set] = wire.length;
    this.#chunk(set).set(rest, this.#start(set));
    this.#chunk(set).set(wire, this.#end(set));
    this.version[set] = this.#words.take(facts.version);
    this.protocol[set] = this.#words.take(facts.protocol);
    this.region[set] = this.#words.take(facts.location?.region ?? null);
    this.zone[set] = this.#words.take(facts.location?.zone ?? null);
    this.campus[set] = this.#words.take(facts.location?.campus ?? null);
    this.check[set] = checkNumber(facts.check);
    this.#hashes[set] = hashOf(rest);
    this.#index.add(set);
    return set;
  }

  #chunk(set: number): Buffer {
    return this.#arena.chunkOf(this.#at[set] ?? 0);
  }

  #start(set: number): number {
    return this.#arena.placeOf(this.#at[set] ?? 0);
  }

  #end(set: number): number {
    return this.#start(set) + (this.#restLength[set] ?? 0);
  }
}

function checkNumber(check: Check): number {
  if (check === 'none') return NO_CHECK;
  return check === 'off' ? CHECK_OFF : check.ttlSeconds;
}
