/**
 * Walks the fields of a message in place, for the hottest calls, which need no decoded objects. It never
 * throws: at anything it does not understand it stops with `broken`, and the caller takes the ordinary path,
 * which says what is wrong.
 */
export class FieldScan {
  #bytes: Uint8Array = new Uint8Array();
  #at = 0;
  #end = 0;
  /** Number of the field that `next` stopped at. */
  number = 0;
  /** Low 32 bits of a varint field; -1 for other fields. */
  value = -1;
  /** Where the content of a length-delimited field lies; `from` is -1 for other fields. */
  from = -1;
  to = -1;
  /** The bytes are no message, or use what this protocol does not. */
  broken = false;

  /** Starts over on a part of some bytes. */
  on(bytes: Uint8Array, from = 0, to = bytes.length): this {
    this.#bytes = bytes;
    this.#at = from;
    this.#end = to;
    this.broken = false;
    return this;
  }

  /** Goes to the next field; false at the end, and when broken. */
  next(): boolean {
    if (this.#at >= this.#end) return false;
    const tag = this.#varint();
    this.number = tag >>> 3;
    this.from = -1;
    this.value = -1;
    if (this.broken || this.number === 0) return this.#break();
    switch (tag & 7) {
      case 0:
        this.value = this.#varint();
        return !this.broken;
      case 1:
        return this.#skip(8);
      case 2: {
        const size = this.#varint();
        if (this.broken) return false;
        this.from = this.#at;
        this.to = this.#at + size;
        return this.#skip(size);
      }
      case 5:
        return this.#skip(4);
      default:
        return this.#break();
    }
  }

  #skip(size: number): boolean {
    this.#at += size;
    return this.#at > this.#end ? this.#break() : true;
  }

  #break(): false {
    this.broken = true;
    return false;
  }

  #varint(): number {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (this.#at >= this.#end) break;
      const byte = this.#bytes[this.#at++] ?? 0;
      if (shift < 35) value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
    this.broken = true;
    return 0;
  }
}

/** A part of some bytes. */
export interface Span {
  from: number;
  to: number;
}

/**
 * Puts into `out` where the text of a wrapper (google.protobuf.StringValue) lies whose content is `from..to`. False
 * when it holds anything but one text of ASCII: whether others are proper UTF-8 is for the ordinary path to say.
 */
export function wrappedText(bytes: Uint8Array, from: number, to: number, out: Span): boolean {
  out.from = to;
  out.to = to;
  if (from === to) return true;
  if (bytes[from] !== 0x0a) return false;
  let size = 0;
  let at = from + 1;
  for (let shift = 0; ; shift += 7) {
    if (at >= to || shift > 21) return false;
    const byte = bytes[at++] ?? 0;
    size |= (byte & 0x7f) << shift;
    if (byte < 0x80) break;
  }
  out.from = at;
  for (let each = at; each < to; each += 1) if ((bytes[each] ?? 0) > 0x7f) return false;
  return at + size === to;
}

/** The number of a wrapper (google.protobuf.UInt32Value) whose content is `from..to`; -1 when it is anything else. */
export function wrappedNumber(bytes: Uint8Array, from: number, to: number): number {
  if (from === to) return 0;
  if (bytes[from] !== 0x08) return -1;
  let value = 0;
  let at = from + 1;
  for (let shift = 0; ; shift += 7) {
    if (at >= to || shift > 28) return -1;
    const byte = bytes[at++] ?? 0;
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) break;
  }
  return at === to ? value >>> 0 : -1;
}
