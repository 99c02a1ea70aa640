import { decodeKept, findId, hashLabels, type KeptFacts } from '../instance-codec.ts';
import { findLabel, type Span } from '../label-scan.ts';
import type { WireWriter } from '../wire.ts';
import { ByteArena } from './byte-arena.ts';
import { copyBytes, hashBytes, sameBytes } from './id-index.ts';

const NO_HASHES = new Uint32Array();
const MOST_LABELS = 255;

/**
 * The part of each row that stays bytes: hashes of its labels, then what only this instance has, encoded
 * (instance-codec.ts). One string of the arena per slot.
 */
export class KeptRows {
  readonly #arena = new ByteArena();
  readonly #at: Uint32Array;
  /** Bytes of the kept parts, and of the first, which goes on the wire. */
  readonly #length: Uint32Array;
  readonly #wireLength: Uint32Array;
  readonly #labelCount: Uint8Array;
  readonly #hashes = new Uint32Array(MOST_LABELS);
  /** Where the id lies, or the label, that was looked for last. */
  readonly #id: Span = { from: 0, to: 0 };
  readonly #label: Span = { from: 0, to: 0 };

  constructor(maxSlots: number) {
    this.#at = new Uint32Array(new SharedArrayBuffer(maxSlots * 4));
    this.#length = new Uint32Array(new SharedArrayBuffer(maxSlots * 4));
    this.#wireLength = new Uint32Array(new SharedArrayBuffer(maxSlots * 4));
    this.#labelCount = new Uint8Array(new SharedArrayBuffer(maxSlots));
  }

  get usedBytes(): number {
    return this.#arena.usedBytes;
  }

  /** Keeps the first `keptLength` bytes of the body that begins at `from` for an empty slot. */
  put(slot: number, bytes: Uint8Array, from: number, wireLength: number, keptLength: number): void {
    const count = hashLabels(bytes, from, from + keptLength, this.#hashes);
    const address = this.#arena.allocate(count * 4 + keptLength);
    const chunk = this.#arena.chunkOf(address);
    const place = this.#arena.placeOf(address);
    const words = this.#arena.wordsOf(address);
    for (let i = 0; i < count; i += 1) words[place / 4 + i] = this.#hashes[i] ?? 0;
    copyBytes(bytes, from, from + keptLength, chunk, place + count * 4);
    this.#at[slot] = address;
    this.#length[slot] = keptLength;
    this.#wireLength[slot] = wireLength;
    this.#labelCount[slot] = count;
  }

  drop(slot: number): void {
    this.#arena.free(this.#at[slot] ?? 0, (this.#labelCount[slot] ?? 0) * 4 + (this.#length[slot] ?? 0));
  }

  facts(slot: number): KeptFacts {
    const start = this.#start(slot);
    return decodeKept(this.#chunk(slot), start, start + (this.#length[slot] ?? 0));
  }

  /** Appends what goes on the wire as it is. */
  writeTo(out: WireWriter, slot: number): void {
    const start = this.#start(slot);
    out.raw(this.#chunk(slot), start, start + (this.#wireLength[slot] ?? 0));
  }

  /** Bytes of the id; valid until the row changes. */
  id(slot: number): Uint8Array {
    const chunk = this.#findId(slot);
    return chunk.subarray(this.#id.from, this.#id.to);
  }

  idText(slot: number): string {
    const chunk = this.#findId(slot);
    return chunk.toString('utf8', this.#id.from, this.#id.to);
  }

  /** The first four bytes of the id as a number: ids in the order of this number are in order as far as it tells. */
  idPrefix(slot: number): number {
    const chunk = this.#findId(slot);
    const { from, to } = this.#id;
    if (to - from >= 4) return chunk.readUInt32BE(from);
    let prefix = 0;
    for (let at = from; at < from + 4; at += 1) prefix = prefix * 256 + (at < to ? (chunk[at] ?? 0) : 0);
    return prefix;
  }

  /** As `hashOf` gives it. */
  hashOfId(slot: number): number {
    const chunk = this.#findId(slot);
    return hashBytes(chunk, this.#id.from, this.#id.to);
  }

  hasId(slot: number, bytes: Uint8Array, from: number, to: number): boolean {
    const chunk = this.#findId(slot);
    return sameBytes(chunk, this.#id.from, this.#id.to, bytes, from, to);
  }

  /** The value of one of the client's labels, by the bytes of its key. */
  label(slot: number, key: Uint8Array): string | undefined {
    const chunk = this.#chunk(slot);
    if (!this.#findLabel(slot, key)) return undefined;
    return chunk.toString('utf8', this.#label.from, this.#label.to);
  }

  hasLabel(slot: number, key: Uint8Array, value: Uint8Array): boolean {
    if (!this.#findLabel(slot, key)) return false;
    return sameBytes(this.#chunk(slot), this.#label.from, this.#label.to, value);
  }

  /** Whether the instance may carry this label: compares hashes, so a yes must be verified on the row. */
  mayHaveLabel(slot: number, pairHash: number): boolean {
    const count = this.#labelCount[slot] ?? 0;
    if (count === 0) return false;
    const address = this.#at[slot] ?? 0;
    const words = this.#arena.wordsOf(address);
    const from = this.#arena.placeOf(address) / 4;
    for (let at = from; at < from + count; at += 1) if (words[at] === pairHash) return true;
    return false;
  }

  /** Hashes of the client's labels, in their order; valid until the row changes. */
  labelHashes(slot: number): Uint32Array {
    const count = this.#labelCount[slot] ?? 0;
    if (count === 0) return NO_HASHES;
    const address = this.#at[slot] ?? 0;
    const from = this.#arena.placeOf(address) / 4;
    return this.#arena.wordsOf(address).subarray(from, from + count);
  }

  #findId(slot: number): Buffer {
    const chunk = this.#chunk(slot);
    findId(chunk, this.#start(slot), this.#id);
    return chunk;
  }

  #findLabel(slot: number, key: Uint8Array): boolean {
    const start = this.#start(slot);
    return findLabel(this.#chunk(slot), start, start + (this.#length[slot] ?? 0), key, this.#label);
  }

  #chunk(slot: number): Buffer {
    return this.#arena.chunkOf(this.#at[slot] ?? 0);
  }

  #start(slot: number): number {
    return this.#arena.placeOf(this.#at[slot] ?? 0) + (this.#labelCount[slot] ?? 0) * 4;
  }
}
