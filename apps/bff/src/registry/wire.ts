import { REVISION_DIGITS, spellRevision } from './revision-bytes.ts';

/**
 * The little of the protobuf wire format that the registry itself needs: it keeps a part of each instance
 * encoded as Discover sends it, and joins answers without building messages (core.md §4).
 */

const LEN = 2;
const VARINT = 0;
/** Texts up to this size are written byte by byte: the call into the engine costs more. */
const SHORT = 64;

/** More than the tags and sizes of one field take. */
const HEAD = 32;

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
  take(): Buffer {
    return this.#copyTo(Buffer.allocUnsafeSlow(this.#length));
  }

  /** The same in memory shared with other small buffers: cheap, for what does not live long. */
  takeShort(): Buffer {
    return this.#copyTo(Buffer.allocUnsafe(this.#length));
  }

  /** The bytes of `from` between two places, which are fields already. */
  raw(from: Buffer, start = 0, end = from.length): this {
    this.#room(end - start);
    this.#length += from.copy(this.#bytes, this.#length, start, end);
    return this;
  }

  /** A plain string. */
  string(field: number, text: string): this {
    const size = utf8Size(text);
    this.#room(size);
    this.#text(field, text, size);
    return this;
  }

  /** A plain number or enum. */
  number(field: number, value: number): this {
    this.#room(0);
    this.#varint((field << 3) | VARINT);
    this.#varint(value);
    return this;
  }

  /** google.protobuf.StringValue; `null` = absent, '' = there and empty. */
  stringValue(field: number, text: string | null): this {
    if (text === null) return this;
    const size = utf8Size(text);
    this.#room(size);
    this.#head(field, size === 0 ? 0 : 1 + varintSize(size) + size);
    if (size > 0) this.#text(1, text, size);
    return this;
  }

  /** The StringValue of a text, from its bytes between two places. */
  bytesValue(field: number, bytes: Buffer, from: number, to: number): this {
    const size = to - from;
    this.#room(size);
    this.#head(field, size === 0 ? 0 : 1 + varintSize(size) + size);
    if (size === 0) return this;
    this.#head(1, size);
    if (size > SHORT) bytes.copy(this.#bytes, this.#length, from, to);
    else for (let i = 0; i < size; i += 1) this.#bytes[this.#length + i] = bytes[from + i] ?? 0;
    this.#length += size;
    return this;
  }

  /** The StringValue of a revision, from its bytes at `at`. */
  revisionValue(field: number, bytes: Uint8Array, at: number): this {
    this.#room(REVISION_DIGITS);
    this.#head(field, REVISION_DIGITS + 2);
    this.#head(1, REVISION_DIGITS);
    spellRevision(bytes, at, this.#bytes, this.#length);
    this.#length += REVISION_DIGITS;
    return this;
  }

  /** google.protobuf.UInt32Value. */
  uint32Value(field: number, value: number | null): this {
    if (value === null) return this;
    this.#room(0);
    this.#head(field, value === 0 ? 0 : 1 + varintSize(value));
    return value === 0 ? this : this.number(1, value);
  }

  /** google.protobuf.BoolValue. */
  boolValue(field: number, value: boolean): this {
    return this.uint32Value(field, value ? 1 : 0);
  }

  /** One entry of a map<string, string>. */
  mapEntry(field: number, key: string, value: string): this {
    const keySize = utf8Size(key);
    const valueSize = utf8Size(value);
    this.#room(keySize + valueSize);
    this.#head(field, 2 + varintSize(keySize) + keySize + varintSize(valueSize) + valueSize);
    this.#text(1, key, keySize);
    this.#text(2, value, valueSize);
    return this;
  }

  /** Begins a sub-message; what is written until `close` is its content. Answers what `close` wants. */
  open(field: number): number {
    this.#room(0);
    this.#head(field, 0);
    return this.#length;
  }

  close(start: number): void {
    this.#room(0);
    const size = this.#length - start;
    // One byte was left for the size; from 128 on it takes more, and the content moves.
    const more = varintSize(size) - 1;
    if (more > 0) this.#bytes.copyWithin(start + more, start, this.#length);
    this.#length = start - 1;
    this.#varint(size);
    this.#length += size;
  }

  #head(field: number, size: number): void {
    this.#varint((field << 3) | LEN);
    this.#varint(size);
  }

  #text(field: number, text: string, size: number): void {
    this.#head(field, size);
    if (size > SHORT || size !== text.length) this.#bytes.write(text, this.#length, size, 'utf8');
    else for (let i = 0; i < size; i += 1) this.#bytes[this.#length + i] = text.charCodeAt(i);
    this.#length += size;
  }

  #varint(value: number): void {
    let rest = value >>> 0;
    while (rest > 0x7f) {
      this.#bytes[this.#length++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.#bytes[this.#length++] = rest;
  }

  #copyTo(target: Buffer): Buffer {
    this.#bytes.copy(target, 0, 0, this.#length);
    return target;
  }

  /** For content of that size, with its tags and sizes. Asked once per field: what is inside need not ask. */
  #room(size: number): void {
    const wanted = this.#length + size + HEAD;
    if (wanted <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#bytes.length * 2, wanted));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}

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
