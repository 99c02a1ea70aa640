const UNIT = 16;
const CHUNK_BYTES = 32 * 1024 * 1024;
const UNITS_PER_CHUNK = CHUNK_BYTES / UNIT;

/**
 * Many small immutable byte strings outside the garbage collector's sight (core.md §4): chunks of shared
 * memory, cut into multiples of 16 bytes, with a free list per size. An address is the offset in units of
 * 16 bytes, so 32 bits reach 64 GiB.
 */
export class ByteArena {
  readonly #chunks: Uint8Array[] = [];
  /** The same memory as 32-bit numbers. */
  readonly #words: Uint32Array[] = [];
  readonly #free = new Map<number, number[]>();
  #next = 0;
  #usedUnits = 0;

  /** Copies `bytes` in and answers its address. A string longer than a chunk (32 MiB) is a bug. */
  store(bytes: Uint8Array): number {
    const units = unitsOf(bytes.length);
    const address = this.#free.get(units)?.pop() ?? this.#extend(units);
    this.#usedUnits += units;
    this.#chunk(address).set(bytes, offsetIn(address));
    return address;
  }

  /** A view of what was stored: valid until freed. */
  view(address: number, length: number): Uint8Array {
    const from = offsetIn(address);
    return this.#chunk(address).subarray(from, from + length);
  }

  /** Where a stored string lies, for scans that make no views: the chunk that holds it, and its place there. */
  chunkOf(address: number): Uint8Array {
    return this.#chunk(address);
  }

  placeOf(address: number): number {
    return offsetIn(address);
  }

  /** Whether `word` is among the `count` 32-bit numbers that were stored there; makes no view, for scans. */
  hasWord(address: number, count: number, word: number): boolean {
    const words = this.#words[Math.floor(address / UNITS_PER_CHUNK)];
    const from = offsetIn(address) / 4;
    for (let at = from; at < from + count; at += 1) if (words?.[at] === word) return true;
    return false;
  }

  /** Copies what was stored to `target` at `at`. */
  copyTo(address: number, length: number, target: Uint8Array, at: number): void {
    const chunk = this.#chunk(address);
    const from = offsetIn(address);
    // For short strings a loop beats the call into the engine's copy.
    if (length < 48) for (let i = 0; i < length; i += 1) target[at + i] = chunk[from + i] ?? 0;
    else target.set(chunk.subarray(from, from + length), at);
  }

  free(address: number, length: number): void {
    const units = unitsOf(length);
    this.#usedUnits -= units;
    const list = this.#free.get(units);
    if (list === undefined) this.#free.set(units, [address]);
    else list.push(address);
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
      this.#chunks.push(new Uint8Array(memory));
      this.#words.push(new Uint32Array(memory));
    }
    const address = this.#next;
    this.#next += units;
    return address;
  }

  #chunk(address: number): Uint8Array {
    const chunk = this.#chunks[Math.floor(address / UNITS_PER_CHUNK)];
    if (chunk === undefined) throw new RangeError(`no chunk holds address ${address}`);
    return chunk;
  }
}

const unitsOf = (length: number): number => Math.max(1, Math.ceil(length / UNIT));
const offsetIn = (address: number): number => (address % UNITS_PER_CHUNK) * UNIT;
