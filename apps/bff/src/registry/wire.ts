/**
 * The little of the protobuf wire format that the registry itself needs: it keeps each instance as the
 * encoded message that Discover sends, and joins such rows without decoding them (core.md §4).
 */

const LEN = 2;
const VARINT = 0;

/** Appends wire-format fields to a buffer that grows and is used again. */
export class WireWriter {
  #bytes = Buffer.allocUnsafe(4096);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  reset(): this {
    this.#length = 0;
    return this;
  }

  /** What was written, as a copy of its own. */
  take(): Uint8Array {
    return Uint8Array.prototype.slice.call(this.#bytes, 0, this.#length);
  }

  /** What was written, valid until the next write. */
  view(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Room for `size` bytes that the caller fills itself: the buffer and where they go. */
  reserve(size: number): { bytes: Uint8Array; at: number } {
    this.#room(size);
    const at = this.#length;
    this.#length += size;
    return { bytes: this.#bytes, at };
  }

  varint(value: number): this {
    this.#room(5);
    let rest = value >>> 0;
    while (rest > 0x7f) {
      this.#bytes[this.#length++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.#bytes[this.#length++] = rest;
    return this;
  }

  tag(field: number, type: number): this {
    return this.varint((field << 3) | type);
  }

  raw(bytes: Uint8Array): this {
    this.#room(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
    return this;
  }

  /** A plain string or the only member of a StringValue. */
  string(field: number, text: string): this {
    const size = Buffer.byteLength(text, 'utf8');
    this.tag(field, LEN).varint(size);
    this.#room(size);
    this.#bytes.write(text, this.#length, size, 'utf8');
    this.#length += size;
    return this;
  }

  bytes(field: number, bytes: Uint8Array): this {
    return this.tag(field, LEN).varint(bytes.length).raw(bytes);
  }

  enumValue(field: number, value: number): this {
    return this.tag(field, VARINT).varint(value);
  }

  /** google.protobuf.StringValue; `null` = absent, '' = there and empty. */
  stringValue(field: number, text: string | null): this {
    if (text === null) return this;
    if (text === '') return this.tag(field, LEN).varint(0);
    const size = Buffer.byteLength(text, 'utf8');
    this.tag(field, LEN).varint(1 + varintSize(size) + size);
    return this.string(1, text);
  }

  /** google.protobuf.UInt32Value. */
  uint32Value(field: number, value: number | null): this {
    if (value === null) return this;
    this.tag(field, LEN);
    if (value === 0) return this.varint(0);
    return this.varint(1 + varintSize(value))
      .tag(1, VARINT)
      .varint(value);
  }

  /** google.protobuf.BoolValue. */
  boolValue(field: number, value: boolean | null): this {
    if (value === null) return this;
    this.tag(field, LEN);
    return value ? this.varint(2).tag(1, VARINT).varint(1) : this.varint(0);
  }

  /** One entry of a map<string, string>. */
  mapEntry(field: number, key: string, value: string): this {
    const keySize = Buffer.byteLength(key, 'utf8');
    const valueSize = Buffer.byteLength(value, 'utf8');
    this.tag(field, LEN).varint(2 + varintSize(keySize) + keySize + varintSize(valueSize) + valueSize);
    return this.string(1, key).string(2, value);
  }

  /** A sub-message written by `fill`. */
  message(field: number, fill: (inner: WireWriter) => void): this {
    const inner = new WireWriter();
    fill(inner);
    return this.bytes(field, inner.view());
  }

  #room(size: number): void {
    if (this.#length + size <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + size));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}

/** Reads fields that our own writer wrote; anything malformed is a bug or a damaged store and throws. */
export class WireReader {
  readonly #bytes: Buffer;
  #at: number;
  readonly #end: number;

  constructor(bytes: Uint8Array, from = 0, to = bytes.length) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#at = from;
    this.#end = to;
  }

  get at(): number {
    return this.#at;
  }

  get done(): boolean {
    return this.#at >= this.#end;
  }

  varint(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      if (this.#at >= this.#end) break;
      const byte = this.#bytes[this.#at++] ?? 0;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
    throw new RangeError('damaged row: a number does not end');
  }

  /** Field number of the next field; only length-delimited and varint fields are ever written. */
  field(): { number: number; varint: boolean } {
    const tag = this.varint();
    return { number: tag >>> 3, varint: (tag & 7) === VARINT };
  }

  /** Enters a length-delimited field: a reader of its content; this one is behind it afterwards. */
  inner(): WireReader {
    const size = this.varint();
    const from = this.#at;
    if (from + size > this.#end) throw new RangeError('damaged row: a field is longer than its row');
    this.#at = from + size;
    return new WireReader(this.#bytes, from, from + size);
  }

  text(): string {
    const size = this.varint();
    if (this.#at + size > this.#end) throw new RangeError('damaged row: a text is longer than its row');
    const text = this.#bytes.toString('utf8', this.#at, this.#at + size);
    this.#at += size;
    return text;
  }

  /** Content of a StringValue. */
  stringValue(): string {
    const inner = this.inner();
    if (inner.done) return '';
    inner.varint();
    return inner.text();
  }

  /** Content of a UInt32Value or BoolValue. */
  uint32Value(): number {
    const inner = this.inner();
    if (inner.done) return 0;
    inner.varint();
    return inner.varint();
  }
}

export function varintSize(value: number): number {
  let size = 1;
  for (let rest = value >>> 0; rest > 0x7f; rest >>>= 7) size += 1;
  return size;
}
