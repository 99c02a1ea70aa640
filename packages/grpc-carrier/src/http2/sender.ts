import type { ErrorCode } from './error-code.ts';
import { FIRST_WINDOW, flag, frameType, MAX_WINDOW, SETTING_BYTES, setting } from './frame.ts';
import type { Limits } from './limits.ts';
import type { Output } from './output.ts';
import { PeerSettings } from './peer-settings.ts';
import type { Stream } from './stream.ts';

/** One byte that says whether a message is compressed, four with its length (gRPC over HTTP/2). */
export const PREFIX_BYTES = 5;
/** Fewer bytes are copied sooner than named to the system one by one. */
const LEAST_LENT = 2_048;
/** A DATA frame that leaves a part of its message behind and has fewer bytes was cut so short by the client's window. */
const LEAST_PROPER = 1_024;
/** A header block begins with it to say that the table has no room (RFC 7541 §6.3). */
const EMPTY_TABLE = 0x20;

/** Everything that a connection sends: frames within the windows of the client (RFC 9113 §5.2, §6.9). */
export class Sender {
  readonly peer = new PeerSettings();
  readonly #out: Output;
  readonly #limits: Limits;
  /** What may be sent on all streams together. */
  #window = FIRST_WINDOW;
  /** Streams whose message waits for a window or for room in the output, the longest waiting first. */
  readonly #waiting = new Set<Stream>();
  #progress = 0;
  #properFrames = 0;
  #heldBytes = 0;
  #hasEmptiedTable = false;

  constructor(out: Output, limits: Limits) {
    this.#out = out;
    this.#limits = limits;
  }

  /** Bytes of messages that wait. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  get isWaiting(): boolean {
    return this.#waiting.size > 0;
  }

  /** Grows with each DATA frame. */
  get progress(): number {
    return this.#progress;
  }

  /** Grows with each DATA frame that no tiny window has cut short. */
  get properFrames(): number {
    return this.#properFrames;
  }

  get hasRoom(): boolean {
    return this.#out.size < this.#limits.maxOutputBytes;
  }

  /** Our first frame, and the window of the connection (RFC 9113 §3.4, §6.9.2). */
  start(): void {
    const { maxStreams, streamWindow, maxHeaderListBytes, connectionWindow } = this.#limits;
    const settings = [
      [setting.MAX_CONCURRENT_STREAMS, maxStreams],
      [setting.INITIAL_WINDOW_SIZE, streamWindow],
      [setting.MAX_HEADER_LIST_SIZE, maxHeaderListBytes],
    ] as const;
    this.#out.head(settings.length * SETTING_BYTES, frameType.SETTINGS, 0, 0);
    for (const [id, value] of settings) {
      this.#out.uint16(id);
      this.#out.uint32(value);
    }
    this.windowUpdate(0, connectionWindow - FIRST_WINDOW);
  }

  headers(stream: Stream, block: Uint8Array, ends: boolean): void {
    const isFirst = this.peer.mustEmptyTable && !this.#hasEmptiedTable;
    const flags = flag.END_HEADERS | (ends ? flag.END_STREAM : 0);
    this.#out.head(block.length + (isFirst ? 1 : 0), frameType.HEADERS, flags, stream.id);
    if (isFirst) this.#out.bytes[this.#out.length++] = EMPTY_TABLE;
    if (isFirst) this.#hasEmptiedTable = true;
    this.#out.put(block);
    stream.hasHeaders = true;
  }

  /**
   * Sends a message with its prefix, and behind it the trailers, if any. `body`: the rest of the message, which is sent
   * from where it lies. False when a part has to wait: both are kept then, and the owner told later.
   */
  message(stream: Stream, message: Uint8Array, body: Uint8Array | undefined, trailers?: Uint8Array): boolean {
    stream.message = message;
    stream.body = body;
    stream.messageAt = 0;
    stream.trailers = trailers;
    if (this.#frame(stream, message)) return true;
    stream.heldBytes = message.length + (body?.length ?? 0);
    this.#heldBytes += stream.heldBytes;
    this.#waiting.add(stream);
    return false;
  }

  /** Goes on with what waited; gives each stream to `taken` whose message is out. */
  pump(taken: (stream: Stream) => void): void {
    for (const stream of this.#waiting) {
      if (!this.hasRoom || this.#window <= 0) return;
      this.#goOn(stream, taken);
    }
  }

  /** The same for one stream, whose own window grew. */
  pumpOne(stream: Stream, taken: (stream: Stream) => void): void {
    if (this.#waiting.has(stream)) this.#goOn(stream, taken);
  }

  #goOn(stream: Stream, taken: (stream: Stream) => void): void {
    if (stream.message === undefined || !this.#frame(stream, stream.message)) return;
    this.forget(stream);
    taken(stream);
  }

  /** The stream is over: what it still had to send is dropped. */
  forget(stream: Stream): void {
    if (!this.#waiting.delete(stream)) return;
    this.#heldBytes -= stream.heldBytes;
    stream.message = undefined;
    stream.body = undefined;
  }

  /** Frames as much as windows and room allow; true when it was all. */
  #frame(stream: Stream, message: Uint8Array): boolean {
    const total = PREFIX_BYTES + message.length + (stream.body?.length ?? 0);
    while (stream.messageAt < total) {
      const count = Math.min(
        total - stream.messageAt,
        this.#window,
        stream.sendWindow,
        this.peer.maxFrameBytes,
      );
      if (count <= 0 || !this.hasRoom) return false;
      this.#out.head(count, frameType.DATA, 0, stream.id);
      this.#put(message, stream.body, stream.messageAt, stream.messageAt + count);
      stream.messageAt += count;
      stream.sendWindow -= count;
      this.#window -= count;
      this.#progress += 1;
      if (count >= LEAST_PROPER || stream.messageAt === total) this.#properFrames += 1;
    }
    stream.message = undefined;
    stream.body = undefined;
    if (stream.trailers) this.headers(stream, stream.trailers, true);
    return true;
  }

  /** A part of prefix, message and body. */
  #put(message: Uint8Array, body: Uint8Array | undefined, from: number, to: number): void {
    let at = from;
    const length = message.length + (body?.length ?? 0);
    for (; at < PREFIX_BYTES && at < to; at += 1) {
      this.#out.bytes[this.#out.length++] = at === 0 ? 0 : length >>> (8 * (PREFIX_BYTES - 1 - at));
    }
    const bodyAt = PREFIX_BYTES + message.length;
    if (at < to && at < bodyAt) {
      const end = Math.min(to, bodyAt);
      this.#out.put(message, at - PREFIX_BYTES, end - PREFIX_BYTES);
      at = end;
    }
    if (body === undefined || at === to) return;
    if (to - at < LEAST_LENT) this.#out.put(body, at - bodyAt, to - bodyAt);
    else this.#out.lend(body, at - bodyAt, to - bodyAt);
  }

  reset(streamId: number, code: ErrorCode): void {
    this.#out.head(4, frameType.RST_STREAM, 0, streamId);
    this.#out.uint32(code);
  }

  acknowledgeSettings(): void {
    this.#out.head(0, frameType.SETTINGS, flag.ACK, 0);
  }

  /** `bytes` from..from+8: what the other side wants to see again, or 0s of our own. */
  ping(flags: number, bytes: Uint8Array, from: number): void {
    this.#out.head(8, frameType.PING, flags, 0);
    this.#out.put(bytes, from, from + 8);
  }

  windowUpdate(streamId: number, increment: number): void {
    this.#out.head(4, frameType.WINDOW_UPDATE, 0, streamId);
    this.#out.uint32(increment);
  }

  goAway(lastStreamId: number, code: ErrorCode, why: string): void {
    const debug = Buffer.from(why, 'latin1');
    this.#out.head(8 + debug.length, frameType.GOAWAY, 0, 0);
    this.#out.uint32(lastStreamId);
    this.#out.uint32(code);
    this.#out.put(debug);
  }

  /** The client takes more on all streams; false above the largest window (RFC 9113 §6.9.1). */
  grow(increment: number): boolean {
    this.#window += increment;
    return this.#window <= MAX_WINDOW;
  }
}
