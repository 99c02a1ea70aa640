import type { Socket } from 'node:net';
import { GrpcConnection, type GrpcParts, type Wire } from '../grpc/grpc-connection.ts';
import { errorCode } from '../http2/error-code.ts';
import type { Output } from '../http2/output.ts';
import type { Offenders } from './offenders.ts';

/** How long a connection that is over may take to read our last word. */
const LINGER_MS = 1_000;
/** How much it may send meanwhile, which nobody looks at. */
const LINGER_BYTES = 64 * 1024;
/** What the system gives at a time at most: where it gives so much, there is more. */
const FULL_READ_BYTES = 64 * 1024;

/** What the links of a server share. */
export interface LinkParts extends GrpcParts {
  readonly clock: LinkClock;
  /** One for all: it is emptied before the next connection is looked at. */
  readonly out: Output;
  readonly offenders: Offenders;
  /** See `GrpcServerParts.offenderOf`. */
  readonly offenderOf: (address: string) => string | null;
  /** Sees to it that `deliver` is called at the end of this turn. */
  soon(link: SocketLink): void;
  closed(link: SocketLink): void;
}

export interface LinkClock {
  /** Milliseconds that never go back. */
  monotonicMs(): number;
  /** Calls `run` once after `ms`; returns how to cancel. */
  after(ms: number, run: () => void): () => void;
  /** Calls `run` every `ms` until cancelled. */
  every(ms: number, run: () => void): () => void;
  /** Calls `run` after the other sockets were looked at. */
  nextTurn(run: () => void): void;
}

/** Moves bytes between a socket and its machine. All answers of a turn go out in one write. */
export class SocketLink implements Wire {
  readonly #parts: LinkParts;
  readonly #socket: Socket;
  readonly #machine: GrpcConnection;
  /** As whom it is remembered where it does wrong; null = not at all. */
  readonly #offender: string | null;
  /** The system takes no more bytes for now: nothing is read until it does. */
  #isChoked = false;
  #chokedAtMs = 0;
  /** It had its turn; others have theirs before anything more is read. */
  #isYielding = false;
  /** Bytes that were read before one of the two. */
  #rest: Buffer | undefined;
  #isExpected = false;
  #isLeaving = false;
  #isClosing = false;
  /** Bytes that came after our last word. */
  #dropped = 0;
  #stopTimer: (() => void) | undefined;

  constructor(parts: LinkParts, socket: Socket) {
    this.#parts = parts;
    this.#socket = socket;
    const now = parts.clock.monotonicMs();
    this.#machine = new GrpcConnection(parts, this, parts.out, now);
    this.#offender = parts.offenderOf(socket.remoteAddress ?? '');
    const waitMs = this.#offender === null ? 0 : parts.offenders.waitMs(this.#offender, now);
    if (waitMs > 0) this.#wait(waitMs);
    socket.on('data', (bytes: Buffer) => this.#receive(bytes));
    socket.on('drain', () => this.#drained());
    // What went wrong does not matter: 'close' follows, and the other side is gone.
    socket.on('error', () => {});
    socket.on('close', () => this.#closed());
    this.#flush();
  }

  get #didWrong(): boolean {
    const { ending } = this.#machine;
    return ending !== undefined && ending.code !== errorCode.NO_ERROR;
  }

  get peer(): string {
    const { remoteAddress, remotePort } = this.#socket;
    if (remoteAddress === undefined) return '';
    return remoteAddress.includes(':')
      ? `[${remoteAddress}]:${remotePort}`
      : `${remoteAddress}:${remotePort}`;
  }

  hasAnswers(): void {
    if (this.#isExpected) return;
    this.#isExpected = true;
    this.#parts.soon(this);
  }

  /** Sends the answers that came by themselves. */
  deliver(): void {
    this.#isExpected = false;
    // They wait where they are: what the system does not take should not pile up here.
    if (this.#isChoked) return;
    this.#machine.deliver();
    this.#flush();
  }

  /** Once a second. */
  tick(nowMs: number): void {
    if (this.#isChoked) {
      // We do not read, so nothing can be said about how the other side takes part, but that it takes no answers.
      if (nowMs - this.#chokedAtMs > this.#parts.limits.stallMs) this.#socket.destroy();
      return;
    }
    this.#machine.tick(nowMs);
    this.#flush();
  }

  /** More often, for deadlines. */
  expire(nowMs: number): void {
    this.#machine.expire(nowMs);
    this.#flush();
  }

  leave(): void {
    this.#isLeaving = true;
    this.#machine.leave();
    this.#flush();
  }

  cut(): void {
    this.#socket.destroy();
  }

  #receive(bytes: Buffer): void {
    if (this.#isClosing) {
      this.#dropped += bytes.length;
      if (this.#dropped > LINGER_BYTES) this.#socket.destroy();
      return;
    }
    const now = this.#parts.clock.monotonicMs();
    const taken = this.#machine.receive(bytes, now);
    this.#flush();
    if (this.#isClosing) {
      // For what it sent, that is: whoever is silent only may have lost the way to us.
      if (this.#didWrong && this.#offender !== null) this.#parts.offenders.add(this.#offender, now);
      return;
    }
    if (taken < bytes.length) this.#rest = bytes.subarray(taken);
    if (this.#isChoked) return;
    if (taken < bytes.length || bytes.length >= FULL_READ_BYTES) this.#yield();
  }

  /** However much one connection sends, it holds the others up for a part of it only. */
  #yield(): void {
    this.#isYielding = true;
    this.#socket.pause();
    this.#parts.clock.nextTurn(() => {
      this.#isYielding = false;
      this.#readOn();
    });
  }

  /** Reads nothing before that time is over: others of its address did wrong. */
  #wait(ms: number): void {
    this.#isYielding = true;
    this.#socket.pause();
    this.#stopTimer = this.#parts.clock.after(ms, () => {
      this.#isYielding = false;
      this.#machine.resumed(this.#parts.clock.monotonicMs());
      this.#readOn();
    });
  }

  /** Reads on, first what is there already. */
  #readOn(): void {
    if (this.#mustWait()) return;
    const rest = this.#rest;
    this.#rest = undefined;
    if (rest) this.#receive(rest);
    if (!this.#mustWait()) this.#socket.resume();
  }

  #mustWait(): boolean {
    return this.#isChoked || this.#isYielding || this.#isClosing;
  }

  /** Empties the output, also of what has waited for room in it. */
  #flush(): void {
    const { out } = this.#parts;
    do {
      this.#write(out);
      if (this.#isChoked) break;
      this.#machine.pump();
    } while (out.size > 0);
    if (this.#machine.ending !== undefined) this.#close();
    else if (this.#isLeaving && this.#machine.openCalls === 0) this.#close();
  }

  #write(out: Output): void {
    if (out.size === 0) return;
    const socket = this.#socket;
    if (this.#isClosing || socket.destroyed) {
      out.clear();
      return;
    }
    const hasRoom = this.#writeAll(out);
    // The system took all at once, as it mostly does: the bytes are ours again.
    if (socket.writableLength === 0) {
      out.clear();
      return;
    }
    out.release();
    if (hasRoom || this.#isChoked) return;
    this.#isChoked = true;
    this.#chokedAtMs = this.#parts.clock.monotonicMs();
    socket.pause();
  }

  /** False when the socket would rather have no more. */
  #writeAll(out: Output): boolean {
    const socket = this.#socket;
    if (out.size === out.length) return socket.write(out.bytes.subarray(0, out.length));
    let hasRoom = true;
    socket.cork();
    for (const piece of out.pieces()) hasRoom = socket.write(piece);
    socket.uncork();
    return hasRoom;
  }

  #drained(): void {
    if (!this.#isChoked) return;
    this.#isChoked = false;
    this.#machine.resumed(this.#parts.clock.monotonicMs());
    this.#machine.deliver();
    this.#flush();
    this.#readOn();
  }

  /**
   * Says no more. A last word must not be lost to a reset, so what still comes is read and dropped, or, where the
   * client has done wrong, left where it lies: whoever floods us has no more of our time.
   */
  #close(): void {
    if (this.#isClosing) return;
    this.#isClosing = true;
    this.#rest = undefined;
    this.#socket.end();
    if (this.#didWrong) this.#socket.pause();
    else this.#socket.resume();
    this.#stopTimer?.();
    this.#stopTimer = this.#parts.clock.after(LINGER_MS, () => this.#socket.destroy());
  }

  #closed(): void {
    this.#isClosing = true;
    this.#stopTimer?.();
    this.#machine.end();
    this.#parts.out.clear();
    this.#parts.closed(this);
  }
}
