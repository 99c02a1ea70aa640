import { PREFIX_BYTES } from '../http2/sender.ts';
import type { Stream } from '../http2/stream.ts';
import { Call, type Calls, isFailure } from './call.ts';
import type { Answer, UnaryHandler } from './handlers.ts';
import type { Head } from './head.ts';
import { nextMessage } from './message-queue.ts';
import { grpcStatus, OK_TRAILERS } from './status.ts';

/** One message, one reply. The handler is called once the client has said that it sends no more. */
export class UnaryCall extends Call {
  readonly #handler: UnaryHandler;
  /** The handler has the message. */
  #isAsked = false;

  constructor(
    calls: Calls,
    stream: Stream,
    head: Head,
    handler: UnaryHandler,
    callId: number,
    nowMs: number,
  ) {
    super(calls, stream, head, callId, nowMs);
    this.#handler = handler;
  }

  data(part: Buffer, start: number, end: number, ended: boolean): void {
    if (this.isOver || this.#isAsked) return;
    let bytes = part;
    let from = start;
    let to = end;
    if (!ended || this.queued !== undefined) {
      const queue = this.enqueue(part, start, end);
      if (queue === undefined) return;
      ({ bytes, from, to } = queue);
    }
    const size = nextMessage(bytes, from, to, this.calls.maxMessageBytes);
    if (size < 0) this.failMessage(size);
    else if (size > 0 && from + size < to) this.#failCount('a second message');
    else if (!ended) this.calls.consumed(this.stream, end - start);
    else if (from === to) this.#failCount('no message');
    else if (size === 0) this.failCutOff();
    else this.#ask(bytes.subarray(from + PREFIX_BYTES, from + size));
  }

  taken(): void {
    this.#end();
  }

  settle(answer: Answer): void {
    this.#reply(answer, undefined);
  }

  stop(): void {}

  #ask(message: Uint8Array): void {
    this.#isAsked = true;
    let answer: Answer | Promise<Answer>;
    try {
      answer = this.#handler.answer(message, this);
    } catch (error) {
      this.bug(error);
      return;
    }
    const { queued } = this;
    if (answer instanceof Promise) this.calls.later(this, answer);
    else this.#reply(answer, message);
    this.calls.spoil(message);
    if (queued && !this.isOver) this.dequeue(queued, queued.length);
  }

  #reply(answer: Answer, message: Uint8Array | undefined): void {
    if (this.isOver) return;
    if (isFailure(answer)) this.fail(answer);
    else if (this.send(answer, message, OK_TRAILERS)) this.#end();
  }

  #end(): void {
    this.calls.closed(this.stream);
    this.finish();
  }

  #failCount(what: string): void {
    this.fail({ status: grpcStatus.UNIMPLEMENTED, details: `${what} in a call that has one` });
  }
}
