const EMPTY = 0;
const GONE = 0xffff_ffff;

/** The ids of the rows, wherever they lie. */
export interface IdRows {
  /** Hash of the id of each live slot, as `hashOf` gives it. */
  readonly hashes: Uint32Array;
  /** Whether a live slot has the id that lies between two places. */
  hasId(slot: number, bytes: Uint8Array, from: number, to: number): boolean;
}

/**
 * Instance id → slot, as open addressing in a typed array: ids are not kept here but compared with the rows
 * themselves, so a million ids cost 8 MB and nothing that the collector walks (core.md §4).
 */
export class IdIndex {
  #cells: Uint32Array;
  #mask: number;
  #used = 0;
  #filled = 0;
  readonly #rows: IdRows;
  readonly #hashes: Uint32Array;

  constructor(rows: IdRows) {
    this.#rows = rows;
    this.#hashes = rows.hashes;
    this.#cells = new Uint32Array(1024);
    this.#mask = this.#cells.length - 1;
  }

  get size(): number {
    return this.#used;
  }

  /** The slot that holds the id between two places, or -1. */
  find(bytes: Uint8Array, from = 0, to = bytes.length): number {
    const hash = hashBytes(bytes, from, to);
    for (let at = hash & this.#mask; ; at = (at + 1) & this.#mask) {
      const cell = this.#cells[at] ?? EMPTY;
      if (cell === EMPTY) return -1;
      // The hash first: it is in a column, the id of a row far from it in memory.
      if (cell === GONE || this.#hashes[cell - 1] !== hash) continue;
      if (this.#rows.hasId(cell - 1, bytes, from, to)) return cell - 1;
    }
  }

  /** Adds the id of `slot`, which is not there yet. */
  add(slot: number): void {
    if ((this.#filled + 1) * 2 > this.#cells.length) this.#grow();
    let at = (this.#hashes[slot] ?? 0) & this.#mask;
    while ((this.#cells[at] ?? EMPTY) !== EMPTY && this.#cells[at] !== GONE) at = (at + 1) & this.#mask;
    if (this.#cells[at] === EMPTY) this.#filled += 1;
    this.#cells[at] = slot + 1;
    this.#used += 1;
  }

  /** Forgets `slot`, whose row must still be readable. */
  remove(slot: number): void {
    for (let at = (this.#hashes[slot] ?? 0) & this.#mask; ; at = (at + 1) & this.#mask) {
      const cell = this.#cells[at] ?? EMPTY;
      if (cell === EMPTY) return;
      if (cell === slot + 1) {
        this.#cells[at] = GONE;
        this.#used -= 1;
        return;
      }
    }
  }

  #grow(): void {
    const old = this.#cells;
    const size = this.#used * 4 > old.length ? old.length * 2 : old.length;
    this.#cells = new Uint32Array(size);
    this.#mask = size - 1;
    this.#filled = this.#used;
    for (const cell of old) {
      if (cell === EMPTY || cell === GONE) continue;
      let at = (this.#hashes[cell - 1] ?? 0) & this.#mask;
      while (this.#cells[at] !== EMPTY) at = (at + 1) & this.#mask;
      this.#cells[at] = cell;
    }
  }
}

/** Begins a hash that is fed piece by piece and then mixed. */
export const HASH_SEED = 0x811c_9dc5;

export const feedByte = (hash: number, byte: number): number => Math.imul(hash ^ byte, 0x0100_0193);

/** FNV-1a over the bytes between two places. */
export function feedHash(hash: number, bytes: Uint8Array, from: number, to: number): number {
  let fed = hash;
  for (let at = from; at < to; at += 1) fed = feedByte(fed, bytes[at] ?? 0);
  return fed;
}

/** The end of a hash: spreads it over all 32 bits. */
export function mixHash(fed: number): number {
  const mixed = Math.imul(fed ^ (fed >>> 15), 0x2c1b_3c6d);
  return (mixed ^ (mixed >>> 12)) >>> 0;
}

/** 32 bits of the bytes between two places: ids may be given by clients, not only SHA-1 text. */
export const hashBytes = (bytes: Uint8Array, from: number, to: number): number =>
  mixHash(feedHash(HASH_SEED, bytes, from, to));

export const hashOf = (bytes: Uint8Array): number => hashBytes(bytes, 0, bytes.length);

/** Whether the bytes between two places are those of `wanted`, or of a part of it. */
export function sameBytes(
  bytes: Uint8Array,
  from: number,
  to: number,
  wanted: Uint8Array,
  wantedFrom = 0,
  wantedTo = wanted.length,
): boolean {
  if (to - from !== wantedTo - wantedFrom) return false;
  let wantedAt = wantedFrom;
  for (let at = from; at < to; at += 1, wantedAt += 1) if (bytes[at] !== wanted[wantedAt]) return false;
  return true;
}

/** Copies the bytes between two places; without a view of them, which costs more than copying a row. */
export function copyBytes(bytes: Uint8Array, from: number, to: number, into: Buffer, at: number): void {
  Buffer.prototype.copy.call(bytes, into, at, from, to);
}
