import { PREFIX_BYTES } from '../http2/sender.ts';

/** The bytes at hand hold no whole message yet. */
export const INCOMPLETE = 0;
/** A compressed message, though no compression was agreed on. */
export const COMPRESSED = -1;
/** A message longer than allowed. */
export const TOO_LONG = -2;

/**
 * Bytes of the next message with its prefix (gRPC over HTTP/2, "Length-Prefixed-Message"), or why there is none. What
 * a message claims to have is judged as soon as its prefix is there.
 */
export function nextMessage(bytes: Uint8Array, from: number, to: number, maxBytes: number): number {
  if (to - from < PREFIX_BYTES) return INCOMPLETE;
  if (bytes[from] !== 0) return COMPRESSED;
  const length =
    (bytes[from + 1] ?? 0) * 2 ** 24 +
    (((bytes[from + 2] ?? 0) << 16) | ((bytes[from + 3] ?? 0) << 8) | (bytes[from + 4] ?? 0));
  if (length > maxBytes) return TOO_LONG;
  return to - from < PREFIX_BYTES + length ? INCOMPLETE : PREFIX_BYTES + length;
}

const NOTHING = Buffer.alloc(0);
const LEAST = 1_024;

/** Bytes of a call that wait: for the rest of their message, or for their turn. Grows with what came, not with claims. */
export class MessageQueue {
  bytes: Buffer = NOTHING;
  from = 0;
  to = 0;

  get length(): number {
    return this.to - this.from;
  }

  /** What is kept in memory for it. */
  get capacity(): number {
    return this.bytes.length;
  }

  append(source: Buffer, from: number, to: number): void {
    const count = to - from;
    if (this.to + count > this.bytes.length) this.#makeRoom(count);
    source.copy(this.bytes, this.to, from, to);
    this.to += count;
  }

  /** The first bytes are done with; an empty queue keeps no memory. */
  drop(count: number): void {
    this.from += count;
    if (this.from < this.to) return;
    this.bytes = NOTHING;
    this.from = 0;
    this.to = 0;
  }

  #makeRoom(count: number): void {
    const needed = this.length + count;
    // Room is doubled, so that a message is copied twice at most, however small its parts are.
    const room =
      needed <= this.bytes.length / 2 ? this.bytes : Buffer.allocUnsafeSlow(Math.max(needed * 2, LEAST));
    this.bytes.copy(room, 0, this.from, this.to);
    this.bytes = room;
    this.to = this.length;
    this.from = 0;
  }
}
