/**
 * The little of the protobuf wire format that the registry itself needs: it keeps a part of each instance
 * encoded as Discover sends it, and joins answers without building messages (core.md §4).
 */

const LEN = 2;
const VARINT = 0;
/** Texts up to this size are written byte by byte: the call into the engine costs more. */
const SHORT = 64;

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
    return this.#copyTo(Buffer.allocUnsafeSlow(this.#length));
  }

  /** The same in memory shared with other small buffers: cheap, for what does not live long. */
  takeShort(): Uint8Array {
    return this.#copyTo(Buffer.allocUnsafe(this.#length));
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

  /** The bytes of `from` between two places. */
  raw(from: Uint8Array, start = 0, end = from.length): this {
    const size = end - start;
    this.#room(size);
    this.#bytes.set(size === from.length ? from : from.subarray(start, end), this.#length);
    this.#length += size;
    return this;
  }

  /** A plain string or the only member of a StringValue. */
  string(field: number, text: string): this {
    const size = utf8Size(text);
    return this.tag(field, LEN).varint(size).#utf8(text, size);
  }

  /** A plain number or enum. */
  number(field: number, value: number): this {
    return this.tag(field, VARINT).varint(value);
  }

  /** google.protobuf.StringValue; `null` = absent, '' = there and empty. */
  stringValue(field: number, text: string | null): this {
    if (text === null) return this;
    this.tag(field, LEN);
    if (text === '') return this.varint(0);
    const size = utf8Size(text);
    return this.varint(1 + varintSize(size) + size)
      .tag(1, LEN)
      .varint(size)
      .#utf8(text, size);
  }

  /** A StringValue of 32 hex, from its 16 bytes at `at`. */
  hexValue(field: number, bytes: Uint8Array, at: number): this {
    this.tag(field, LEN).varint(34).tag(1, LEN).varint(32).#room(32);
    for (let i = 0; i < 16; i += 1) {
      const byte = bytes[at + i] ?? 0;
      this.#bytes[this.#length++] = HEX[byte >> 4] ?? 0;
      this.#bytes[this.#length++] = HEX[byte & 15] ?? 0;
    }
    return this;
  }

  /** google.protobuf.UInt32Value. */
  uint32Value(field: number, value: number | null): this {
    if (value === null) return this;
    this.tag(field, LEN);
    if (value === 0) return this.varint(0);
    return this.varint(1 + varintSize(value)).number(1, value);
  }

  /** google.protobuf.BoolValue. */
  boolValue(field: number, value: boolean): this {
    this.tag(field, LEN);
    return value ? this.varint(2).number(1, 1) : this.varint(0);
  }

  /** One entry of a map<string, string>. */
  mapEntry(field: number, key: string, value: string): this {
    const keySize = utf8Size(key);
    const valueSize = utf8Size(value);
    this.tag(field, LEN).varint(2 + varintSize(keySize) + keySize + varintSize(valueSize) + valueSize);
    this.tag(1, LEN).varint(keySize).#utf8(key, keySize);
    return this.tag(2, LEN).varint(valueSize).#utf8(value, valueSize);
  }

  /** Begins a sub-message; what is written until `close` is its content. Answers what `close` wants. */
  open(field: number): number {
    this.tag(field, LEN).#room(1);
    this.#length += 1;
    return this.#length;
  }

  close(start: number): void {
    const size = this.#length - start;
    // One byte was left for the size; from 128 on it takes more, and the content moves.
    const more = varintSize(size) - 1;
    if (more > 0) {
      this.#room(more);
      this.#bytes.copyWithin(start + more, start, this.#length);
    }
    this.#length = start - 1;
    this.varint(size).#length += size;
  }

  #utf8(text: string, size: number): this {
    this.#room(size);
    if (size > SHORT || size !== text.length) this.#bytes.write(text, this.#length, size, 'utf8');
    else for (let i = 0; i < size; i += 1) this.#bytes[this.#length + i] = text.charCodeAt(i);
    this.#length += size;
    return this;
  }

  #copyTo(target: Buffer): Uint8Array {
    this.#bytes.copy(target, 0, 0, this.#length);
    return target;
  }

  #room(size: number): void {
    if (this.#length + size <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + size));
    larger.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = larger;
  }
}

const HEX = Buffer.from('0123456789abcdef');

/** Reads fields that our own writer wrote; anything malformed is a bug or a damaged store and throws. */
export class WireReader {
  #bytes = Buffer.alloc(0);
  #at = 0;
  #end = 0;

  /** Starts over, on the bytes between two places. */
  on(bytes: Uint8Array, from: number, to: number): this {
    this.#bytes = bytes instanceof Buffer ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#at = from;
    this.#end = to;
    return this;
  }

  get at(): number {
    return this.#at;
  }

  /** Where what was entered ends. */
  get end(): number {
    return this.#end;
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

  /** Number of the next field. Whether a varint or something with a length follows is known by it. */
  field(): number {
    return this.varint() >>> 3;
  }

  /** Enters something with a length; `done` tells its end. Answers what `leave` wants. */
  enter(): number {
    const size = this.varint();
    const outer = this.#end;
    if (this.#at + size > outer) throw new RangeError('damaged row: a field is longer than its row');
    this.#end = this.#at + size;
    return outer;
  }

  /** Goes on behind what was entered. */
  leave(outer: number): void {
    this.#at = this.#end;
    this.#end = outer;
  }

  text(): string {
    const outer = this.enter();
    const text = this.#bytes.toString('utf8', this.#at, this.#end);
    this.leave(outer);
    return text;
  }

  /** Content of a StringValue. */
  stringValue(): string {
    const outer = this.enter();
    const text = this.done ? '' : this.#wrappedText();
    this.leave(outer);
    return text;
  }

  /** Content of a UInt32Value or BoolValue. */
  uint32Value(): number {
    const outer = this.enter();
    const value = this.done ? 0 : this.#wrappedNumber();
    this.leave(outer);
    return value;
  }

  #wrappedText(): string {
    this.field();
    return this.text();
  }

  #wrappedNumber(): number {
    this.field();
    return this.varint();
  }
}

function utf8Size(text: string): number {
  const { length } = text;
  if (length > SHORT) return Buffer.byteLength(text, 'utf8');
  for (let i = 0; i < length; i += 1) if (text.charCodeAt(i) > 0x7f) return Buffer.byteLength(text, 'utf8');
  return length;
}

export function varintSize(value: number): number {
  let size = 1;
  for (let rest = value >>> 0; rest > 0x7f; rest >>>= 7) size += 1;
  return size;
}
