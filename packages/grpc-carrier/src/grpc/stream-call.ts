import { PREFIX_BYTES } from '../http2/sender.ts';
import type { Stream } from '../http2/stream.ts';
import { Call, type Calls, isFailure } from './call.ts';
import type { Answer, StreamHandler, StreamSession } from './handlers.ts';
import type { Head } from './head.ts';
import { INCOMPLETE, nextMessage } from './message-queue.ts';
import { OK_ONLY, OK_TRAILERS } from './status.ts';

/**
 * A reply for each message, in order. The next message is taken only after the reply before it went out, so that
 * a slow reader holds at most one answer; until then its client gets no new window.
 */
export class StreamCall extends Call {
  #session: StreamSession | undefined;
  /** A reply is being made, or waits for its way out. */
  #isBusy = false;
  /** The client sends no more. */
  #isEnded = false;
  #isStopping = false;
  /** Bytes that came while busy. */
  #owed = 0;

  constructor(calls: Calls, stream: Stream, head: Head, callId: number, nowMs: number) {
    super(calls, stream, head, callId, nowMs);
    this.#isEnded = stream.isRemoteClosed;
  }

  /** To be called once, before the first data. */
  start(handler: StreamHandler): void {
    try {
      this.#session = handler.open(this);
    } catch (error) {
      this.bug(error);
    }
  }

  data(bytes: Buffer, from: number, to: number, ended: boolean): void {
    if (this.isOver) return;
    if (ended) this.#isEnded = true;
    if (this.#isBusy || this.queued !== undefined) {
      if (this.enqueue(bytes, from, to) === undefined) return;
      if (this.#isBusy) {
        this.#owed += to - from;
        return;
      }
      this.#takeQueued();
    } else {
      const rest = this.#take(bytes, from, to);
      if (this.isOver) return;
      if (rest < to && this.enqueue(bytes, rest, to) === undefined) return;
    }
    if (this.#isBusy) this.#owed += to - from;
    else if (!this.isOver) this.calls.consumed(this.stream, to - from);
    this.#endWhenDone();
  }

  taken(): void {
    this.#goOn();
  }

  settle(answer: Answer): void {
    if (this.isOver) return;
    if (this.#reply(answer, undefined)) this.#goOn();
  }

  stop(): void {
    this.#isStopping = true;
    if (!this.#isBusy) this.#end();
  }

  #goOn(): void {
    this.#isBusy = false;
    if (this.isOver) return;
    if (this.#isStopping) {
      this.#end();
      return;
    }
    const owed = this.#owed;
    this.#owed = 0;
    if (owed > 0) this.calls.consumed(this.stream, owed);
    this.#takeQueued();
    this.#endWhenDone();
  }

  #takeQueued(): void {
    const queue = this.queued;
    if (queue === undefined) return;
    const { from } = queue;
    const at = this.#take(queue.bytes, from, queue.to);
    if (!this.isOver) this.dequeue(queue, at - from);
  }

  /** Answers whole messages as long as their replies go out at once; where the rest begins. */
  #take(bytes: Buffer, from: number, to: number): number {
    let at = from;
    while (!this.#isBusy && !this.isOver) {
      const size = nextMessage(bytes, at, to, this.calls.maxMessageBytes);
      if (size === INCOMPLETE) break;
      if (size < 0) {
        this.failMessage(size);
        break;
      }
      this.#ask(bytes.subarray(at + PREFIX_BYTES, at + size));
      at += size;
    }
    return at;
  }

  #ask(message: Uint8Array): void {
    const session = this.#session;
    if (session === undefined) return;
    let answer: Answer | Promise<Answer>;
    try {
      answer = session.answer(message);
    } catch (error) {
      this.bug(error);
      return;
    }
    if (answer instanceof Promise) {
      this.#isBusy = true;
      this.calls.later(this, answer);
    } else this.#reply(answer, message);
    this.calls.spoil(message);
  }

  /** Whether the next message may be taken. */
  #reply(answer: Answer, message: Uint8Array | undefined): boolean {
    if (this.isOver) return false;
    if (isFailure(answer)) this.fail(answer);
    else this.#isBusy = !this.send(answer, message);
    return !this.#isBusy && !this.isOver;
  }

  #endWhenDone(): void {
    if (!this.#isEnded || this.#isBusy || this.isOver) return;
    if (this.queued !== undefined) this.failCutOff();
    else this.#end();
  }

  #end(): void {
    if (this.isOver) return;
    this.calls.headers(this.stream, this.stream.hasHeaders ? OK_TRAILERS : OK_ONLY, true);
    this.calls.closed(this.stream);
    this.finish();
  }
}
