import { type Ending, type ErrorCode, errorCode } from './error-code.ts';
import { flag, frameType, MAX_WINDOW, SETTING_BYTES } from './frame.ts';
import { FrameReader, type FrameSink } from './frame-reader.ts';
import { HeadReader } from './head-reader.ts';
import { HeaderBlock } from './header-block.ts';
import { LetGo } from './let-go.ts';
import type { Limits } from './limits.ts';
import type { Output } from './output.ts';
import { Rate } from './rate.ts';
import type { RequestFields } from './request-fields.ts';
import { Sender } from './sender.ts';
import { Stream, type StreamOwner } from './stream.ts';
import { Vitals } from './vitals.ts';

/** What a connection does not decide by itself. */
export interface Requests<Head> {
  /** What the fields of a request come to; the answer may be used for later calls with the same fields. */
  headOf(fields: RequestFields): Head;
  /** How many bytes its body has by `content-length` (−1 = not said); 'malformed' = the stream is reset. */
  bodyOf(head: Head): number | 'malformed';
  /** Begins to serve a stream, which has no body when it is `isRemoteClosed`. */
  open(stream: Stream, head: Head): StreamOwner;
}

const NO_BYTES = Buffer.alloc(0);
const OWN_PING = Buffer.from('cynosure', 'latin1');
/** DATA frames of ours are answered by about as many frames that ask for no work. */
const IDLE_FRAMES_PER_DATA = 4;

/**
 * The server's side of one HTTP/2 connection (RFC 9113): bytes in, calls to stream owners and bytes in `out`. It knows
 * neither sockets nor clocks: time comes with the bytes and with `tick`. Whatever is doubtful ends this connection,
 * by GOAWAY with the code that the RFC names, and no other.
 *
 * What takes a frame returns undefined, so that a fault ends it in one statement.
 */
export class Connection<Head> implements FrameSink {
  readonly sender: Sender;
  readonly #limits: Limits;
  readonly #requests: Requests<Head>;
  readonly #reader = new FrameReader(this);
  readonly #heads: HeadReader<Head>;
  readonly #block = new HeaderBlock();
  readonly #streams = new Map<number, Stream>();
  readonly #letGo: LetGo;
  readonly #resets: Rate;
  readonly #settings: Rate;
  readonly #idleFrames: Rate;
  #ending: Ending | undefined;
  #isSettled = false;
  #isLeaving = false;
  #lastStreamId = 0;
  #receiveWindow: number;
  #credit = 0;
  #nowMs: number;
  readonly #vitals: Vitals;
  /** How many frames came. */
  #frames = 0;
  /** Up to which proper DATA frame of ours idle frames were credited. */
  #creditedAt = 0;
  /** How many frames there may be when it is the others' turn. */
  #turnEndsAt = 0;

  constructor(requests: Requests<Head>, out: Output, limits: Limits, nowMs: number) {
    this.#requests = requests;
    this.#limits = limits;
    this.sender = new Sender(out, limits);
    this.#heads = new HeadReader(limits, (fields) => requests.headOf(fields));
    this.#letGo = new LetGo(limits.maxStreams);
    this.#resets = new Rate(limits.maxResetsPerSecond);
    this.#settings = new Rate(limits.maxSettingsPerSecond);
    this.#idleFrames = new Rate(limits.maxIdleFramesPerSecond, limits.maxEarnedIdleFrames);
    this.#receiveWindow = limits.connectionWindow;
    this.#nowMs = nowMs;
    this.#vitals = new Vitals(limits, nowMs);
    this.sender.start();
  }

  /** Set once the connection is over: what is in `out` is its last word. */
  get ending(): Ending | undefined {
    return this.#ending;
  }

  /** When the bytes came that are being read; of the last tick otherwise. */
  get nowMs(): number {
    return this.#nowMs;
  }

  get openStreams(): number {
    return this.#streams.size;
  }

  get isReady(): boolean {
    return this.#ending === undefined && this.#frames < this.#turnEndsAt && this.sender.hasRoom;
  }

  /**
   * Takes bytes as they come from the client. Answers how many were taken: less than all when the output is full, or
   * when it is the others' turn. The rest has to be given again, once there is room.
   */
  receive(bytes: Buffer, nowMs: number): number {
    if (this.#ending !== undefined) return bytes.length;
    this.#nowMs = nowMs;
    const before = this.#frames;
    this.#turnEndsAt = before + this.#limits.maxFramesPerTurn;
    const taken = this.#reader.read(bytes);
    const isInBlock = this.#block.streamId !== 0;
    this.#vitals.heard(nowMs, this.#frames > before && !isInBlock, isInBlock || this.#reader.isWithin);
    return taken;
  }

  /** To be called when the output was emptied: goes on with messages that waited for room. */
  pump(): void {
    if (this.#ending === undefined && this.sender.isWaiting) this.sender.pump(this.#taken);
  }

  /** To be called about once a second: what takes too long ends here. */
  tick(nowMs: number): void {
    if (this.#ending !== undefined) return;
    this.#nowMs = nowMs;
    switch (this.#vitals.check(nowMs, this.sender.progress, this.sender.isWaiting)) {
      case 'unfinished':
        this.#die(errorCode.ENHANCE_YOUR_CALM, 'a frame or header block took too long');
        break;
      case 'stalled':
        this.#die(errorCode.ENHANCE_YOUR_CALM, 'answers were not taken');
        break;
      case 'dead':
        this.#die(errorCode.NO_ERROR, 'no answer to a ping');
        break;
      case 'silent':
        this.sender.ping(0, OWN_PING, 0);
    }
  }

  /** To be called when reading goes on that we had stopped ourselves. */
  resumed(nowMs: number): void {
    this.#vitals.resumed(nowMs);
  }

  /** Takes no new streams; those that are open go on (RFC 9113 §6.8). */
  leave(): void {
    if (this.#isLeaving || this.#ending !== undefined) return;
    this.#isLeaving = true;
    this.sender.goAway(this.#lastStreamId, errorCode.NO_ERROR, '');
  }

  /** The socket is gone, or somebody cut it: nothing is sent any more. */
  end(code: ErrorCode, why: string): void {
    if (this.#ending === undefined) this.#finish({ code, why });
  }

  /** Bytes of a stream were taken by its owner: the client may send as many more. */
  consumed(stream: Stream, count: number): void {
    stream.credit += count;
    if (stream.isRemoteClosed || stream.credit * 2 < this.#limits.streamWindow) return;
    if (this.#streams.get(stream.id) !== stream) return;
    stream.receiveWindow += stream.credit;
    this.sender.windowUpdate(stream.id, stream.credit);
    stream.credit = 0;
  }

  /** Our side of a stream has ended. A client that still sends is told that nobody reads on (RFC 9113 §8.1). */
  closed(stream: Stream): void {
    if (!this.#streams.delete(stream.id) || stream.isRemoteClosed) return;
    this.#letGo.add(stream.id);
    this.sender.reset(stream.id, errorCode.NO_ERROR);
  }

  /** Ends a stream by RST_STREAM; its owner is not told. */
  reset(stream: Stream, code: ErrorCode): void {
    this.#forget(stream);
    if (!stream.isRemoteClosed) this.#letGo.add(stream.id);
    this.sender.reset(stream.id, code);
  }

  badPreface(): void {
    this.#die(errorCode.PROTOCOL_ERROR, 'this port speaks HTTP/2 only');
  }

  tooLarge(): void {
    this.#die(errorCode.FRAME_SIZE_ERROR, 'a frame is larger than 16384 bytes');
  }

  frame(type: number, flags: number, id: number, bytes: Buffer, from: number, to: number): undefined {
    this.#frames += 1;
    if (this.#block.streamId !== 0 && (type !== frameType.CONTINUATION || id !== this.#block.streamId))
      return this.#die(errorCode.PROTOCOL_ERROR, 'a header block is interrupted');
    if (!this.#isSettled && (type !== frameType.SETTINGS || (flags & flag.ACK) !== 0))
      return this.#die(errorCode.PROTOCOL_ERROR, 'the first frame is no SETTINGS');
    switch (type) {
      case frameType.DATA:
        return this.#data(flags, id, bytes, from, to);
      case frameType.HEADERS:
        return this.#headers(flags, id, bytes, from, to);
      case frameType.PRIORITY:
        return this.#priority(id, to - from);
      case frameType.RST_STREAM:
        return this.#rstStream(id, to - from);
      case frameType.SETTINGS:
        return this.#takeSettings(flags, id, bytes, from, to);
      case frameType.PUSH_PROMISE:
        return this.#die(errorCode.PROTOCOL_ERROR, 'a client cannot push');
      case frameType.PING:
        return this.#ping(flags, id, bytes, from, to);
      case frameType.GOAWAY:
        return this.#goAway(id, to - from);
      case frameType.WINDOW_UPDATE:
        return this.#windowUpdate(id, bytes, from, to);
      case frameType.CONTINUATION:
        return this.#continuation(flags, bytes, from, to);
      default:
        // RFC 9113 §5.5: unknown frames are ignored.
        this.#idleFrame();
    }
  }

  // RFC 9113 §6.1
  #data(flags: number, id: number, bytes: Buffer, start: number, end: number): undefined {
    if (this.#isIdle(id)) return this.#die(errorCode.PROTOCOL_ERROR, 'DATA on an idle stream');
    const counted = end - start;
    this.#receiveWindow -= counted;
    if (this.#receiveWindow < 0) return this.#die(errorCode.FLOW_CONTROL_ERROR, 'more DATA than the window');
    this.#seen(counted);
    let from = start;
    let to = end;
    if ((flags & flag.PADDED) !== 0) {
      const padding = bytes[from] ?? 0;
      if (padding >= counted) return this.#die(errorCode.PROTOCOL_ERROR, 'padding is longer than its frame');
      from += 1;
      to -= padding;
    }
    const ends = (flags & flag.END_STREAM) !== 0;
    if (from === to && !ends) this.#idleFrame();
    const stream = this.#streams.get(id);
    if (stream === undefined) return this.#lateFrame(id, ends);
    if (stream.isRemoteClosed) return this.#fault(stream, errorCode.STREAM_CLOSED);
    stream.receiveWindow -= counted;
    if (stream.receiveWindow < 0) return this.#fault(stream, errorCode.FLOW_CONTROL_ERROR);
    if (stream.contentLeft !== -1) {
      // RFC 9113 §8.1.1: a body of another length than it was said to have is malformed.
      stream.contentLeft -= to - from;
      if (stream.contentLeft < 0 || (ends && stream.contentLeft > 0))
        return this.#fault(stream, errorCode.PROTOCOL_ERROR);
    }
    if (ends) stream.isRemoteClosed = true;
    else if (counted > to - from) this.consumed(stream, counted - (to - from));
    stream.owner?.data(bytes, from, to, ends);
  }

  /** Lets the client send as much again on all streams; what is kept of it is limited elsewhere. */
  #seen(count: number): void {
    this.#credit += count;
    if (this.#credit * 2 < this.#limits.connectionWindow) return;
    this.#receiveWindow += this.#credit;
    this.sender.windowUpdate(0, this.#credit);
    this.#credit = 0;
  }

  /** Of a stream that is over: ignored when we ended it, else an error (RFC 9113 §5.1, "closed"). */
  #lateFrame(id: number, ends: boolean): undefined {
    if (!this.#letGo.has(id)) {
      this.#countReset();
      this.sender.reset(id, errorCode.STREAM_CLOSED);
    } else if (ends) this.#letGo.delete(id);
  }

  // RFC 9113 §6.2
  #headers(flags: number, id: number, bytes: Buffer, start: number, end: number): undefined {
    if (id === 0 || id % 2 === 0)
      return this.#die(errorCode.PROTOCOL_ERROR, 'HEADERS on a stream that no client opens');
    let from = start;
    let to = end;
    if ((flags & flag.PADDED) !== 0) {
      to -= bytes[from] ?? 0;
      from += 1;
    }
    if ((flags & flag.PRIORITY) !== 0) from += 5;
    if (from > to) return this.#die(errorCode.PROTOCOL_ERROR, 'padding is longer than its frame');
    const ends = (flags & flag.END_STREAM) !== 0;
    if ((flags & flag.END_HEADERS) !== 0) return this.#blockDone(id, ends, bytes, from, to);
    this.#block.start(id, ends, bytes, from, to);
  }

  // RFC 9113 §6.10
  #continuation(flags: number, bytes: Buffer, from: number, to: number): undefined {
    const block = this.#block;
    if (block.streamId === 0) return this.#die(errorCode.PROTOCOL_ERROR, 'CONTINUATION of nothing');
    const { maxHeaderFrames, maxHeaderBlockBytes } = this.#limits;
    if (block.frames >= maxHeaderFrames || block.length + to - from > maxHeaderBlockBytes)
      return this.#die(errorCode.ENHANCE_YOUR_CALM, 'a header block has too many bytes or frames');
    block.add(bytes, from, to);
    if ((flags & flag.END_HEADERS) === 0) return;
    const { streamId, endsStream, length } = block;
    const whole = block.bytes;
    block.clear();
    this.#blockDone(streamId, endsStream, whole, 0, length);
  }

  #blockDone(id: number, ends: boolean, bytes: Buffer, from: number, to: number): undefined {
    if (id <= this.#lastStreamId) return this.#lateBlock(id, ends, bytes, from, to);
    this.#lastStreamId = id;
    const head = this.#heads.request(bytes, from, to);
    if (head === undefined) return this.#undecodable();
    const stream = new Stream(id, this.sender.peer.streamWindow, this.#limits.streamWindow, ends);
    // Whoever is told REFUSED_STREAM may try again elsewhere (RFC 9113 §8.7).
    if (this.#isLeaving) {
      this.reset(stream, errorCode.REFUSED_STREAM);
      return;
    }
    if (this.#streams.size >= this.#limits.maxStreams) return this.#fault(stream, errorCode.REFUSED_STREAM);
    const body = this.#requests.bodyOf(head);
    if (body === 'malformed' || (ends && body > 0)) return this.#fault(stream, errorCode.PROTOCOL_ERROR);
    stream.contentLeft = body;
    this.#streams.set(id, stream);
    const owner = this.#requests.open(stream, head);
    stream.owner = owner;
    if (ends && this.#streams.get(id) === stream) owner.data(NO_BYTES, 0, 0, true);
  }

  /** Trailers of an open stream (RFC 9113 §8.1), or of one that is over. */
  #lateBlock(id: number, ends: boolean, bytes: Buffer, from: number, to: number): undefined {
    const fields = this.#heads.trailers(bytes, from, to);
    if (fields === undefined) return this.#undecodable();
    const stream = this.#streams.get(id);
    if (stream === undefined) {
      if (!this.#letGo.has(id)) this.#die(errorCode.STREAM_CLOSED, 'HEADERS on a closed stream');
      else if (ends) this.#letGo.delete(id);
      return;
    }
    if (stream.isRemoteClosed) return this.#fault(stream, errorCode.STREAM_CLOSED);
    if (!ends || fields.fault !== undefined || stream.contentLeft > 0)
      return this.#fault(stream, errorCode.PROTOCOL_ERROR);
    stream.isRemoteClosed = true;
    stream.owner?.data(NO_BYTES, 0, 0, true);
  }

  // RFC 9113 §6.3: says nothing any more, but has its length.
  #priority(id: number, length: number): undefined {
    if (id === 0) return this.#die(errorCode.PROTOCOL_ERROR, 'PRIORITY of no stream');
    const stream = this.#streams.get(id);
    if (length === 5) return this.#idleFrame();
    if (stream) this.#fault(stream, errorCode.FRAME_SIZE_ERROR);
    else this.#die(errorCode.FRAME_SIZE_ERROR, 'PRIORITY has 5 bytes');
  }

  // RFC 9113 §6.4
  #rstStream(id: number, length: number): undefined {
    if (length !== 4) return this.#die(errorCode.FRAME_SIZE_ERROR, 'RST_STREAM has 4 bytes');
    if (this.#isIdle(id)) return this.#die(errorCode.PROTOCOL_ERROR, 'RST_STREAM on an idle stream');
    this.#letGo.delete(id);
    const stream = this.#streams.get(id);
    if (stream) {
      this.#forget(stream);
      stream.owner?.gone();
    }
    this.#countReset();
  }

  // RFC 9113 §6.5
  #takeSettings(flags: number, id: number, bytes: Buffer, from: number, to: number): undefined {
    if (id !== 0) return this.#die(errorCode.PROTOCOL_ERROR, 'SETTINGS of a stream');
    if ((flags & flag.ACK) !== 0) {
      if (to > from) return this.#die(errorCode.FRAME_SIZE_ERROR, 'an acknowledgement of SETTINGS is empty');
      return this.#idleFrame();
    }
    if ((to - from) % SETTING_BYTES !== 0)
      return this.#die(errorCode.FRAME_SIZE_ERROR, 'SETTINGS has 6 bytes for each');
    if (!this.#settings.allows(this.#nowMs))
      return this.#die(errorCode.ENHANCE_YOUR_CALM, 'too many SETTINGS');
    this.#isSettled = true;
    const { peer } = this.sender;
    const before = peer.streamWindow;
    const fault = peer.take(bytes, from, to);
    if (fault !== undefined) return this.#die(fault, 'a setting is out of its range');
    this.sender.acknowledgeSettings();
    if (peer.streamWindow !== before) this.#changeWindows(peer.streamWindow - before);
  }

  /** RFC 9113 §6.9.2: a new initial window changes those of all streams, also to below 0. */
  #changeWindows(change: number): undefined {
    for (const stream of this.#streams.values()) {
      stream.sendWindow += change;
      if (stream.sendWindow > MAX_WINDOW)
        return this.#die(errorCode.FLOW_CONTROL_ERROR, 'a window is larger than there may be');
    }
    this.pump();
  }

  // RFC 9113 §6.7
  #ping(flags: number, id: number, bytes: Buffer, from: number, to: number): undefined {
    if (id !== 0) return this.#die(errorCode.PROTOCOL_ERROR, 'PING of a stream');
    if (to - from !== 8) return this.#die(errorCode.FRAME_SIZE_ERROR, 'PING has 8 bytes');
    this.#idleFrame();
    if (this.#ending === undefined && (flags & flag.ACK) === 0) this.sender.ping(flag.ACK, bytes, from);
  }

  // RFC 9113 §6.8: a client that leaves opens no more streams; there is nothing to do.
  #goAway(id: number, length: number): undefined {
    if (id !== 0) return this.#die(errorCode.PROTOCOL_ERROR, 'GOAWAY of a stream');
    if (length < 8) return this.#die(errorCode.FRAME_SIZE_ERROR, 'GOAWAY has at least 8 bytes');
    this.#idleFrame();
  }

  // RFC 9113 §6.9
  #windowUpdate(id: number, bytes: Buffer, from: number, to: number): undefined {
    if (to - from !== 4) return this.#die(errorCode.FRAME_SIZE_ERROR, 'WINDOW_UPDATE has 4 bytes');
    const increment = bytes.readUInt32BE(from) & 0x7fffffff;
    this.#idleFrame();
    if (this.#ending !== undefined) return;
    if (id === 0) {
      if (increment === 0) return this.#die(errorCode.PROTOCOL_ERROR, 'WINDOW_UPDATE of 0');
      if (!this.sender.grow(increment))
        return this.#die(errorCode.FLOW_CONTROL_ERROR, 'a window is larger than there may be');
      this.pump();
      return;
    }
    if (this.#isIdle(id)) return this.#die(errorCode.PROTOCOL_ERROR, 'WINDOW_UPDATE on an idle stream');
    const stream = this.#streams.get(id);
    if (stream === undefined) return;
    if (increment === 0) return this.#fault(stream, errorCode.PROTOCOL_ERROR);
    stream.sendWindow += increment;
    if (stream.sendWindow > MAX_WINDOW) return this.#fault(stream, errorCode.FLOW_CONTROL_ERROR);
    this.sender.pumpOne(stream, this.#taken);
  }

  /** A stream that nobody has opened yet, or no client ever does (RFC 9113 §5.1, §5.1.1). */
  #isIdle(id: number): boolean {
    return id === 0 || id % 2 === 0 || id > this.#lastStreamId;
  }

  readonly #taken = (stream: Stream): void => {
    stream.owner?.taken();
  };

  #idleFrame(): undefined {
    const { properFrames } = this.sender;
    if (properFrames !== this.#creditedAt) {
      this.#idleFrames.credit((properFrames - this.#creditedAt) * IDLE_FRAMES_PER_DATA);
      this.#creditedAt = properFrames;
    }
    if (!this.#idleFrames.allows(this.#nowMs))
      this.#die(errorCode.ENHANCE_YOUR_CALM, 'too many frames that ask for nothing');
  }

  #countReset(): undefined {
    if (!this.#resets.allows(this.#nowMs))
      this.#die(errorCode.ENHANCE_YOUR_CALM, 'too many streams are reset');
  }

  /** A client's fault that ends its stream only; too many end the connection. */
  #fault(stream: Stream, code: ErrorCode): undefined {
    this.reset(stream, code);
    stream.owner?.gone();
    this.#countReset();
  }

  #forget(stream: Stream): void {
    this.#streams.delete(stream.id);
    this.sender.forget(stream);
  }

  #undecodable(): undefined {
    const { code, why } = this.#heads.fault;
    return this.#die(code, why);
  }

  #die(code: ErrorCode, why: string): undefined {
    if (this.#ending !== undefined) return;
    this.sender.goAway(this.#lastStreamId, code, why);
    this.#finish({ code, why });
  }

  #finish(ending: Ending): void {
    this.#ending = ending;
    const streams = [...this.#streams.values()];
    this.#streams.clear();
    for (const stream of streams) {
      this.sender.forget(stream);
      stream.owner?.gone();
    }
  }
}
