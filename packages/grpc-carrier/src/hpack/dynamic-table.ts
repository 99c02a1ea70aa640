import { STATIC_TABLE } from './static-table.ts';

/** What an entry costs besides its name and value (RFC 7541 §4.1). */
export const ENTRY_OVERHEAD = 32;

export interface Field {
  readonly name: string;
  readonly value: string;
}

const STATIC: readonly Field[] = STATIC_TABLE.map(([name, value]) => ({ name, value }));

export const sizeOf = ({ name, value }: Field): number => name.length + value.length + ENTRY_OVERHEAD;

/** Static and dynamic table as one (RFC 7541 §2.3): the newest dynamic entry is 62, the oldest goes first. */
export class DynamicTable {
  /** Newest last. */
  #entries: Field[] = [];
  #first = 0;
  #size = 0;
  #maxSize: number;
  /** Grows with each change: what was read under the same number means the same again. */
  changes = 0;

  constructor(maxSize: number) {
    this.#maxSize = maxSize;
  }

  get size(): number {
    return this.#size;
  }

  /** The field at an index, undefined where there is none (RFC 7541 §2.3.3). */
  at(index: number): Field | undefined {
    if (index <= STATIC.length) return STATIC[index - 1];
    const place = this.#entries.length - (index - STATIC.length);
    return place < this.#first ? undefined : this.#entries[place];
  }

  /** Adds an entry; one that is larger than the table empties it (RFC 7541 §4.4). */
  add(field: Field): void {
    const size = sizeOf(field);
    this.changes += 1;
    this.#shrinkTo(this.#maxSize - size);
    if (size > this.#maxSize) return;
    this.#entries.push(field);
    this.#size += size;
  }

  /** RFC 7541 §4.3. */
  resize(maxSize: number): void {
    this.changes += 1;
    this.#maxSize = maxSize;
    this.#shrinkTo(maxSize);
  }

  #shrinkTo(size: number): void {
    while (this.#size > size && this.#first < this.#entries.length) {
      const oldest = this.#entries[this.#first];
      if (oldest) this.#size -= sizeOf(oldest);
      this.#first += 1;
    }
    // Moves the rest seldom, so that an eviction costs nothing.
    if (this.#first > 64 && this.#first * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#first);
      this.#first = 0;
    }
  }
}
