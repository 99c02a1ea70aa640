const EMPTY = 0;
const GONE = 0xffff_ffff;

/**
 * Instance id → slot, as open addressing in a typed array: ids are not kept here but compared with the rows
 * themselves, so a million ids cost 16 MB and nothing that the collector walks (core.md §4).
 */
export class IdIndex {
  #cells: Uint32Array;
  #mask: number;
  #used = 0;
  #filled = 0;
  readonly #idOf: (slot: number) => Uint8Array;

  /** `idOf` answers the id bytes of a live slot. */
  constructor(idOf: (slot: number) => Uint8Array) {
    this.#idOf = idOf;
    this.#cells = new Uint32Array(1024);
    this.#mask = this.#cells.length - 1;
  }

  get size(): number {
    return this.#used;
  }

  /** The slot that holds `id`, or -1. */
  find(id: Uint8Array): number {
    for (let at = hashOf(id) & this.#mask; ; at = (at + 1) & this.#mask) {
      const cell = this.#cells[at] ?? EMPTY;
      if (cell === EMPTY) return -1;
      if (cell !== GONE && sameBytes(this.#idOf(cell - 1), id)) return cell - 1;
    }
  }

  /** Adds an id that is not there yet. */
  add(id: Uint8Array, slot: number): void {
    if ((this.#filled + 1) * 2 > this.#cells.length) this.#grow();
    let at = hashOf(id) & this.#mask;
    while ((this.#cells[at] ?? EMPTY) !== EMPTY && this.#cells[at] !== GONE) at = (at + 1) & this.#mask;
    if (this.#cells[at] === EMPTY) this.#filled += 1;
    this.#cells[at] = slot + 1;
    this.#used += 1;
  }

  /** Forgets `slot`, whose row must still be readable. */
  remove(id: Uint8Array, slot: number): void {
    for (let at = hashOf(id) & this.#mask; ; at = (at + 1) & this.#mask) {
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
      let at = hashOf(this.#idOf(cell - 1)) & this.#mask;
      while (this.#cells[at] !== EMPTY) at = (at + 1) & this.#mask;
      this.#cells[at] = cell;
    }
  }
}

/** FNV-1a with a final mix: ids may be given by clients, not only SHA-1 text. */
export function hashOf(bytes: Uint8Array): number {
  let hash = 0x811c_9dc5;
  for (let i = 0; i < bytes.length; i += 1) hash = Math.imul(hash ^ (bytes[i] ?? 0), 0x0100_0193);
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b_3c6d);
  return (hash ^ (hash >>> 12)) >>> 0;
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false;
  return true;
}
