const LONG = 1024;

/** Writes numbers, text and bytes one after another into an ArrayBuffer that can be handed to another thread. */
export class ByteWriter {
  #buffer: ArrayBuffer;
  #view: DataView;
  #bytes: Buffer;
  #length = 0;

  /** `capacity`: a guess of what will be written, in bytes; more is possible. */
  constructor(capacity: number) {
    this.#buffer = new ArrayBuffer(Math.max(64, capacity));
    this.#view = new DataView(this.#buffer);
    this.#bytes = Buffer.from(this.#buffer);
  }

  u8(value: number): void {
    this.#reserve(1);
    this.#view.setUint8(this.#length, value);
    this.#length += 1;
  }

  /** Throws RangeError on anything but a whole number of 32 bits. */
  u32(value: number): void {
    if (value >>> 0 !== value) throw new RangeError(`${value} is not a whole number of 32 bits`);
    this.#reserve(4);
    this.#view.setUint32(this.#length, value, true);
    this.#length += 4;
  }

  f64(value: number): void {
    this.#reserve(8);
    this.#view.setFloat64(this.#length, value, true);
    this.#length += 8;
  }

  /** Length in bytes, then UTF-8. */
  text(value: string): void {
    // Three bytes a character is the most; of a long text that would be a large buffer for nothing.
    this.#reserve(4 + (value.length > LONG ? Buffer.byteLength(value, 'utf8') : 3 * value.length));
    const size = this.#bytes.write(value, this.#length + 4, 'utf8');
    this.#view.setUint32(this.#length, size, true);
    this.#length += 4 + size;
  }

  /** Exactly 32 hex digits, as 16 bytes. */
  hex32(value: string): void {
    this.#reserve(16);
    if (value.length !== 32 || this.#bytes.write(value, this.#length, 'hex') !== 16) {
      throw new RangeError(`${JSON.stringify(value)} is not a revision of 32 hex digits`);
    }
    this.#length += 16;
  }

  /** The bytes alone; who reads them must know how many. */
  raw(value: Uint8Array): void {
    this.#reserve(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
  }

  /** Leaves room for the length of what follows; answers where, for `endBlock`. */
  startBlock(): number {
    this.u32(0);
    return this.#length;
  }

  /** Fills in the length of what was written since `startBlock`. */
  endBlock(start: number): void {
    this.#view.setUint32(start - 4, this.#length - start, true);
  }

  /** The buffer, which may be longer than what was written. The writer is spent. */
  take(): ArrayBuffer {
    return this.#buffer;
  }

  /** A view of what was written so far. */
  written(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#buffer.byteLength) return;
    this.#buffer = this.#buffer.transfer(Math.max(needed, 2 * this.#buffer.byteLength));
    this.#view = new DataView(this.#buffer);
    this.#bytes = Buffer.from(this.#buffer);
  }
}

/** Reads what a ByteWriter wrote. Throws RangeError where the bytes end too early. */
export class ByteReader {
  readonly #view: DataView;
  readonly #bytes: Buffer;
  #at = 0;

  constructor(source: ArrayBuffer | Uint8Array) {
    this.#bytes =
      source instanceof ArrayBuffer
        ? Buffer.from(source)
        : Buffer.from(source.buffer, source.byteOffset, source.byteLength);
    this.#view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset, this.#bytes.byteLength);
  }

  /** Bytes read so far. */
  get at(): number {
    return this.#at;
  }

  get atEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  u8(): number {
    return this.#view.getUint8(this.#step(1));
  }

  u32(): number {
    return this.#view.getUint32(this.#step(4), true);
  }

  f64(): number {
    return this.#view.getFloat64(this.#step(8), true);
  }

  text(): string {
    const size = this.u32();
    const from = this.#step(size);
    return this.#bytes.toString('utf8', from, from + size);
  }

  hex32(): string {
    const from = this.#step(16);
    return this.#bytes.toString('hex', from, from + 16);
  }

  /** Skips a block; answers a view of it, its length included. */
  block(): Uint8Array {
    const from = this.#at;
    this.#step(this.u32());
    return this.#bytes.subarray(from, this.#at);
  }

  /** A view of the next `size` bytes. */
  view(size: number): Uint8Array {
    const from = this.#step(size);
    return this.#bytes.subarray(from, from + size);
  }

  #step(size: number): number {
    const from = this.#at;
    if (size < 0 || from + size > this.#bytes.length) throw new RangeError('the bytes end too early');
    this.#at = from + size;
    return from;
  }
}
