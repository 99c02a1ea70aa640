import type { Stream, StreamOwner } from '../http2/stream.ts';
import type { Answer, CallContext, CallFailure, Reply } from './handlers.ts';
import type { Head } from './head.ts';
import { COMPRESSED, MessageQueue } from './message-queue.ts';
import { failureOnly, failureTrailers, grpcStatus, RESPONSE_HEADERS } from './status.ts';

/** What a call needs of its connection. */
export interface Calls {
  readonly peer: string;
  readonly maxMessageBytes: number;
  headers(stream: Stream, block: Uint8Array, ends: boolean): void;
  /** False when a part has to wait; the owner is told by `taken`. */
  message(stream: Stream, message: Uint8Array, body: Uint8Array | undefined, trailers?: Uint8Array): boolean;
  consumed(stream: Stream, count: number): void;
  /** Our side has ended. */
  closed(stream: Stream): void;
  /** Cuts a call whose answer is half sent. */
  cut(stream: Stream): void;
  /** The call is over, and with it what it kept. */
  over(call: Call): void;
  /** `change`: bytes kept more or less than before; false when a connection keeps too many. */
  hold(change: number): boolean;
  /** An answer came later: it is handed to `settle` together with others. */
  later(call: Call, answer: Promise<Answer>): void;
  bug(error: unknown, path: string): void;
  /** Overwrites what a handler had in hands; does nothing where that is not asked for. */
  spoil(message: Uint8Array): void;
}

/** Something of the carrier's own calls and those of handlers: the rest of a call besides its way of answering. */
export abstract class Call implements CallContext, StreamOwner {
  readonly callId: number;
  /** When it has to be over, in the machine's time; undefined = never. */
  readonly deadlineMs: number | undefined;
  isOver = false;
  protected readonly calls: Calls;
  protected readonly stream: Stream;
  protected readonly head: Head;
  /** Made when first needed: most calls come whole. */
  #queue: MessageQueue | undefined;
  #held = 0;
  #onClosed: (() => void)[] | undefined;

  constructor(calls: Calls, stream: Stream, head: Head, callId: number, nowMs: number) {
    this.calls = calls;
    this.stream = stream;
    this.head = head;
    this.callId = callId;
    this.deadlineMs = head.timeoutMs < 0 ? undefined : nowMs + head.timeoutMs;
  }

  abstract data(bytes: Buffer, from: number, to: number, ended: boolean): void;
  abstract taken(): void;
  /** The answer that was waited for. */
  abstract settle(answer: Answer): void;
  /** Ends a stream with OK once its last reply is out; a unary call is left alone. */
  abstract stop(): void;

  get peer(): string {
    return this.calls.peer;
  }

  metadata(key: string): string | undefined {
    const value = this.head.fields.first(key);
    if (value === undefined || !key.endsWith('-bin')) return value;
    // Several values may have been joined by commas.
    return Buffer.from(value.split(',', 1)[0] ?? '', 'base64').toString();
  }

  onClosed(run: () => void): void {
    if (this.isOver) run();
    else (this.#onClosed ??= []).push(run);
  }

  gone(): void {
    this.finish();
  }

  /** The deadline has passed. */
  expire(): void {
    this.fail({ status: grpcStatus.DEADLINE_EXCEEDED, details: 'the deadline has passed' });
  }

  bug(error: unknown): void {
    this.calls.bug(error, this.head.path);
    this.fail({ status: grpcStatus.INTERNAL, details: 'internal error' });
  }

  /** Ends the call with a status; one whose answer is half sent can only be cut. */
  fail(failure: CallFailure): void {
    if (this.isOver) return;
    if (this.stream.message !== undefined) this.calls.cut(this.stream);
    else if (this.stream.hasHeaders) this.calls.headers(this.stream, failureTrailers(failure), true);
    else this.calls.headers(this.stream, failureOnly(failure), true);
    this.calls.closed(this.stream);
    this.finish();
  }

  /** Gives back all that the call kept, and tells its handler. */
  protected finish(): void {
    if (this.isOver) return;
    this.isOver = true;
    this.calls.hold(-this.#held);
    this.#held = 0;
    this.#queue = undefined;
    this.calls.over(this);
    for (const run of this.#onClosed ?? []) run();
  }

  protected get queued(): MessageQueue | undefined {
    return this.#queue !== undefined && this.#queue.length > 0 ? this.#queue : undefined;
  }

  /** Keeps bytes for later; undefined when that is too much, and the call has failed. */
  protected enqueue(bytes: Buffer, from: number, to: number): MessageQueue | undefined {
    this.#queue ??= new MessageQueue();
    this.#queue.append(bytes, from, to);
    if (this.#recount(this.#queue)) return this.#queue;
    this.fail({ status: grpcStatus.RESOURCE_EXHAUSTED, details: 'the connection keeps too many bytes' });
    return undefined;
  }

  protected dequeue(queue: MessageQueue, count: number): void {
    queue.drop(count);
    if (this.#queue === queue) this.#recount(queue);
  }

  #recount(queue: MessageQueue): boolean {
    const change = queue.capacity - this.#held;
    this.#held = queue.capacity;
    return this.calls.hold(change);
  }

  /** `fault`: what `nextMessage` says. */
  protected failMessage(fault: number): void {
    if (fault === COMPRESSED)
      this.fail({
        status: grpcStatus.INTERNAL,
        details: 'a message is compressed, but no encoding was named',
      });
    else
      this.fail({
        status: grpcStatus.RESOURCE_EXHAUSTED,
        details: `a message may have ${this.calls.maxMessageBytes} bytes`,
      });
  }

  protected failCutOff(): void {
    this.fail({ status: grpcStatus.INTERNAL, details: 'the last message is cut off' });
  }

  /** Sends a reply, with trailers behind it where it is the last. False when a part has to wait. */
  protected send(reply: Reply, message: Uint8Array | undefined, trailers?: Uint8Array): boolean {
    const { calls, stream } = this;
    if (!stream.hasHeaders) calls.headers(stream, RESPONSE_HEADERS, false);
    const isShort = reply instanceof Uint8Array;
    const head = isShort ? reply : reply.head;
    if (calls.message(stream, head, isShort ? undefined : reply.body, trailers)) return true;
    // What has to wait must not lie in bytes that are used again.
    if (stream.message !== undefined && message?.buffer === head.buffer) stream.message = Buffer.from(head);
    return false;
  }
}

export const isFailure = (answer: Answer): answer is CallFailure =>
  !(answer instanceof Uint8Array) && 'status' in answer;
