const UNIT = 16;
const CHUNK_BYTES = 32 * 1024 * 1024;
const UNITS_PER_CHUNK = CHUNK_BYTES / UNIT;

/**
 * Many small byte strings outside the garbage collector's sight (core.md §4): chunks of shared memory, cut
 * into multiples of 16 bytes, with a free list per size. An address is the offset in units of 16 bytes, so
 * 32 bits reach 64 GiB. Readers take the chunk and the place of an address, so that no view is made per row.
 */
export class ByteArena {
  readonly #chunks: Buffer[] = [];
  /** The same memory as 32-bit numbers. */
  readonly #words: Uint32Array[] = [];
  readonly #free = new Map<number, number[]>();
  #next = 0;
  #usedUnits = 0;

  /** An address with room for so many bytes, aligned for numbers; it holds what was there before. */
  allocate(size: number): number {
    const units = unitsOf(size);
    this.#usedUnits += units;
    return this.#free.get(units)?.pop() ?? this.#extend(units);
  }

  /** Gives back what `allocate` gave for that size. */
  free(address: number, size: number): void {
    const units = unitsOf(size);
    this.#usedUnits -= units;
    const list = this.#free.get(units);
    if (list === undefined) this.#free.set(units, [address]);
    else list.push(address);
  }

  /** Where an address lies: the chunk, and the place in it. */
  chunkOf(address: number): Buffer {
    const chunk = this.#chunks[Math.floor(address / UNITS_PER_CHUNK)];
    if (chunk === undefined) throw new RangeError(`no chunk holds address ${address}`);
    return chunk;
  }

  placeOf(address: number): number {
    return (address % UNITS_PER_CHUNK) * UNIT;
  }

  /** The same chunk as 32-bit numbers; a place there is a quarter of that in bytes. */
  wordsOf(address: number): Uint32Array {
    const words = this.#words[Math.floor(address / UNITS_PER_CHUNK)];
    if (words === undefined) throw new RangeError(`no chunk holds address ${address}`);
    return words;
  }

  get usedBytes(): number {
    return this.#usedUnits * UNIT;
  }

  #extend(units: number): number {
    if (units > UNITS_PER_CHUNK) throw new RangeError(`a byte string of ${units * UNIT} bytes does not fit`);
    const left = this.#chunks.length * UNITS_PER_CHUNK - this.#next;
    if (left < units) {
      // What is left of the last chunk would only fit smaller strings: it is given to their free list.
      if (left > 0) this.#free.set(left, [...(this.#free.get(left) ?? []), this.#next]);
      this.#next = this.#chunks.length * UNITS_PER_CHUNK;
      const memory = new SharedArrayBuffer(CHUNK_BYTES);
      this.#chunks.push(Buffer.from(memory));
      this.#words.push(new Uint32Array(memory));
    }
    const address = this.#next;
    this.#next += units;
    return address;
  }
}

const unitsOf = (size: number): number => Math.max(1, Math.ceil(size / UNIT));
