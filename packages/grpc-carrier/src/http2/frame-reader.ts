import { FRAME_HEAD_BYTES, MAX_FRAME_BYTES, PREFACE } from './frame.ts';

/** What is done with what was cut out of the bytes. */
export interface FrameSink {
  /** The next frame may come: false stops reading, be it for good or until there is room for answers. */
  readonly isReady: boolean;
  frame(type: number, flags: number, streamId: number, bytes: Buffer, from: number, to: number): void;
  /** The bytes are no HTTP/2 at all. */
  badPreface(): void;
  /** A frame is larger than was allowed (RFC 9113 §4.2). */
  tooLarge(): void;
}

/** Cuts bytes into frames, wherever they are split. What is whole is given on without a copy. */
export class FrameReader {
  readonly #sink: FrameSink;
  #prefaceAt = 0;
  /** The beginning of a frame whose rest is still to come. */
  #partial: Buffer | undefined;
  #partialLength = 0;
  #isBroken = false;

  constructor(sink: FrameSink) {
    this.#sink = sink;
  }

  /** Whether a preface or a frame has begun and is not whole yet. */
  get isWithin(): boolean {
    return this.#partialLength > 0 || this.#prefaceAt < PREFACE.length;
  }

  /** Answers how many bytes were taken: all, or those before the point where the sink was no more ready. */
  read(bytes: Buffer): number {
    let at = this.#prefaceAt < PREFACE.length ? this.#readPreface(bytes) : 0;
    if (this.#partialLength > 0) at = this.#readPartial(bytes, at);
    while (!this.#isBroken && this.#sink.isReady) {
      const left = bytes.length - at;
      if (left < FRAME_HEAD_BYTES) return this.#keep(bytes, at);
      const length = lengthAt(bytes, at);
      if (length > MAX_FRAME_BYTES) return this.#break(() => this.#sink.tooLarge(), bytes);
      if (left < FRAME_HEAD_BYTES + length) return this.#keep(bytes, at);
      this.#give(bytes, at, length);
      at += FRAME_HEAD_BYTES + length;
    }
    return this.#isBroken ? bytes.length : at;
  }

  #readPreface(bytes: Buffer): number {
    const count = Math.min(bytes.length, PREFACE.length - this.#prefaceAt);
    const isProper = bytes.compare(PREFACE, this.#prefaceAt, this.#prefaceAt + count, 0, count) === 0;
    if (!isProper) return this.#break(() => this.#sink.badPreface(), bytes);
    this.#prefaceAt += count;
    return count;
  }

  /** Fills up the frame that was begun; answers where the next one starts. */
  #readPartial(bytes: Buffer, start: number): number {
    let at = this.#fill(bytes, start, FRAME_HEAD_BYTES);
    if (this.#partial === undefined || this.#partialLength < FRAME_HEAD_BYTES) return at;
    const length = lengthAt(this.#partial, 0);
    if (length > MAX_FRAME_BYTES) return this.#break(() => this.#sink.tooLarge(), bytes);
    at = this.#fill(bytes, at, FRAME_HEAD_BYTES + length);
    if (this.#partialLength < FRAME_HEAD_BYTES + length) return at;
    const whole = this.#partial;
    this.#partialLength = 0;
    this.#partial = undefined;
    this.#give(whole, 0, length);
    return at;
  }

  #fill(bytes: Buffer, from: number, upTo: number): number {
    const count = Math.min(bytes.length - from, upTo - this.#partialLength);
    if (count <= 0) return from;
    this.#partialLength += bytes.copy(this.#reserve(upTo), this.#partialLength, from, from + count);
    return from + count;
  }

  #keep(bytes: Buffer, from: number): number {
    if (from < bytes.length) this.#partialLength = bytes.copy(this.#reserve(bytes.length - from), 0, from);
    return bytes.length;
  }

  #reserve(count: number): Buffer {
    const partial = this.#partial;
    if (partial !== undefined && partial.length >= count) return partial;
    const larger = Buffer.allocUnsafe(count);
    partial?.copy(larger, 0, 0, this.#partialLength);
    this.#partial = larger;
    return larger;
  }

  #give(bytes: Buffer, at: number, length: number): void {
    const from = at + FRAME_HEAD_BYTES;
    // The reserved bit says nothing (RFC 9113 §4.1).
    const streamId = bytes.readUInt32BE(at + 5) & 0x7fffffff;
    this.#sink.frame(bytes[at + 3] ?? 0, bytes[at + 4] ?? 0, streamId, bytes, from, from + length);
  }

  #break(tell: () => void, bytes: Buffer): number {
    this.#isBroken = true;
    tell();
    return bytes.length;
  }
}

const lengthAt = (bytes: Buffer, at: number): number =>
  ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
