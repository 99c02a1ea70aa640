import { FRAME_HEAD_BYTES } from './frame.ts';

/** Frames on their way to a socket. One may serve many connections, if it is emptied between them. */
export class Output {
  bytes: Buffer;
  length = 0;
  /** Bytes that go out from where they lie, each behind so many of `bytes`. */
  readonly #lent: { readonly after: number; readonly piece: Uint8Array }[] = [];
  #lentBytes = 0;

  constructor(capacity = 16 * 1024) {
    this.bytes = Buffer.allocUnsafeSlow(capacity);
  }

  /** Bytes on their way, lent ones, too. */
  get size(): number {
    return this.length + this.#lentBytes;
  }

  /** Makes sure that `count` more bytes fit. */
  ensure(count: number): void {
    const needed = this.length + count;
    if (needed <= this.bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.bytes.length * 2));
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
  }

  /** The head of a frame (RFC 9113 §4.1), with room for its payload. */
  head(payloadBytes: number, type: number, flags: number, streamId: number): void {
    this.ensure(FRAME_HEAD_BYTES + payloadBytes);
    const { bytes, length } = this;
    bytes[length] = payloadBytes >>> 16;
    bytes[length + 1] = payloadBytes >>> 8;
    bytes[length + 2] = payloadBytes;
    bytes[length + 3] = type;
    bytes[length + 4] = flags;
    this.length = length + 5;
    this.uint32(streamId);
  }

  /** To be called after `head` or `ensure` made room. */
  uint32(value: number): void {
    const { bytes, length } = this;
    bytes[length] = value >>> 24;
    bytes[length + 1] = value >>> 16;
    bytes[length + 2] = value >>> 8;
    bytes[length + 3] = value;
    this.length = length + 4;
  }

  /** To be called after `head` or `ensure` made room. */
  uint16(value: number): void {
    this.bytes[this.length] = value >>> 8;
    this.bytes[this.length + 1] = value;
    this.length += 2;
  }

  /** To be called after `head` or `ensure` made room. */
  put(source: Uint8Array, from = 0, to = source.length): void {
    const { bytes, length } = this;
    const count = to - from;
    if (count <= 48) for (let at = 0; at < count; at += 1) bytes[length + at] = source[from + at] ?? 0;
    else if (count === source.length) bytes.set(source, length);
    else bytes.set(source.subarray(from, to), length);
    this.length = length + count;
  }

  /** Sends a part of bytes that nobody changes any more, without a copy. */
  lend(source: Uint8Array, from: number, to: number): void {
    this.#lent.push({ after: this.length, piece: source.subarray(from, to) });
    this.#lentBytes += to - from;
  }

  /** What is on its way, in order; valid until `clear`. */
  pieces(): Uint8Array[] {
    const pieces: Uint8Array[] = [];
    let at = 0;
    for (const { after, piece } of this.#lent) {
      if (after > at) pieces.push(this.bytes.subarray(at, after));
      pieces.push(piece);
      at = after;
    }
    if (this.length > at) pieces.push(this.bytes.subarray(at, this.length));
    return pieces;
  }

  /** All of it is sent, or nobody wants it. */
  clear(): void {
    this.length = 0;
    if (this.#lentBytes === 0) return;
    this.#lent.length = 0;
    this.#lentBytes = 0;
  }

  /** The pieces become the caller's; what comes goes into new bytes. */
  release(): void {
    this.bytes = Buffer.allocUnsafeSlow(this.bytes.length);
    this.clear();
  }
}
