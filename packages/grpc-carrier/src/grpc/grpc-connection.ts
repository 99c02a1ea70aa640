import { Connection, type Requests } from '../http2/connection.ts';
import { type Ending, errorCode } from '../http2/error-code.ts';
import type { Limits } from '../http2/limits.ts';
import type { Output } from '../http2/output.ts';
import type { RequestFields } from '../http2/request-fields.ts';
import type { Stream, StreamOwner } from '../http2/stream.ts';
import type { Call, Calls } from './call.ts';
import type { Answer, Handler } from './handlers.ts';
import { type Head, headOf } from './head.ts';
import { failureOnly, grpcStatus } from './status.ts';
import { StreamCall } from './stream-call.ts';
import { UnaryCall } from './unary-call.ts';

/** What all connections of a server share. */
export interface GrpcParts {
  readonly handlers: ReadonlyMap<string, Handler>;
  readonly limits: Limits;
  /** Told once about each exception that a handler let escape. */
  readonly onBug: (error: unknown, path: string) => void;
  /** Number of the next call. */
  nextCallId(): number;
  /** Overwrite each message after its handler had it: shows who keeps what is not theirs. For tests. */
  readonly spoils: boolean;
}

/** Whoever moves the bytes of a connection. */
export interface Wire {
  /** Who is at the other end, e.g. `10.0.0.1:40112`. */
  readonly peer: string;
  /** An answer came by itself: `deliver` has to be called soon. */
  hasAnswers(): void;
}

const NOBODY: StreamOwner = { data() {}, taken() {}, gone() {} };
const OVERLOADED = failureOnly({
  status: grpcStatus.RESOURCE_EXHAUSTED,
  details: 'the connection keeps too many bytes',
});
const SPOILT = 0xdb;

/** The server's side of one connection that carries gRPC: a machine from bytes to bytes, between which handlers answer. */
export class GrpcConnection implements Requests<Head>, Calls {
  readonly maxMessageBytes: number;
  readonly #parts: GrpcParts;
  readonly #wire: Wire;
  readonly #http2: Connection<Head>;
  readonly #open = new Set<Call>();
  readonly #settled: { readonly call: Call; readonly answer: Answer }[] = [];
  /** Bytes that calls keep. */
  #heldBytes = 0;
  #timed = 0;
  #peer: string | undefined;

  constructor(parts: GrpcParts, wire: Wire, out: Output, nowMs: number) {
    this.#parts = parts;
    this.#wire = wire;
    this.maxMessageBytes = parts.limits.maxMessageBytes;
    this.#http2 = new Connection<Head>(this, out, parts.limits, nowMs);
  }

  /** Set once the connection is over; what the output holds then is its last word. */
  get ending(): Ending | undefined {
    return this.#http2.ending;
  }

  get openCalls(): number {
    return this.#open.size;
  }

  /** Everything that is kept: messages half received or waiting, answers not yet framed. */
  get heldBytes(): number {
    return this.#heldBytes + this.#http2.sender.heldBytes;
  }

  /** Asked once; handlers ask for each call. */
  get peer(): string {
    this.#peer ??= this.#wire.peer;
    return this.#peer;
  }

  /** See `Connection.receive`. */
  receive(bytes: Buffer, nowMs: number): number {
    return this.#http2.receive(bytes, nowMs);
  }

  /** To be called when the output was emptied. */
  pump(): void {
    this.#http2.pump();
  }

  /** Sends the answers that came by themselves. */
  deliver(): void {
    for (const { call, answer } of this.#settled.splice(0)) call.settle(answer);
  }

  /** To be called about once a second. */
  tick(nowMs: number): void {
    this.expire(nowMs);
    this.#http2.tick(nowMs);
  }

  /** See `Connection.resumed`. */
  resumed(nowMs: number): void {
    this.#http2.resumed(nowMs);
  }

  /** Ends the calls whose deadline has passed; to be called as often as deadlines should be exact. */
  expire(nowMs: number): void {
    if (this.#timed === 0) return;
    for (const call of this.#open)
      if (call.deadlineMs !== undefined && call.deadlineMs <= nowMs) call.expire();
  }

  /** Takes no new calls, and ends streams as soon as they wait for their client. */
  leave(): void {
    this.#http2.leave();
    for (const call of this.#open) call.stop();
  }

  /** The other side is gone. */
  end(): void {
    this.#http2.end(errorCode.NO_ERROR, 'the connection is closed');
  }

  headOf(fields: RequestFields): Head {
    return headOf(fields, this.#parts.handlers);
  }

  bodyOf({ fields }: Head): number | 'malformed' {
    return fields.fault === 'malformed' ? 'malformed' : fields.contentLength;
  }

  open(stream: Stream, head: Head): StreamOwner {
    const { handler } = head;
    if (handler === undefined || this.heldBytes > this.#parts.limits.maxHeldBytes) {
      this.headers(stream, head.refusal ?? OVERLOADED, true);
      this.closed(stream);
      return NOBODY;
    }
    const { nowMs } = this.#http2;
    const callId = this.#parts.nextCallId();
    if (handler.kind === 'unary')
      return this.#opened(new UnaryCall(this, stream, head, handler, callId, nowMs));
    const call = this.#opened(new StreamCall(this, stream, head, callId, nowMs));
    call.start(handler);
    return call;
  }

  #opened<C extends Call>(call: C): C {
    this.#open.add(call);
    if (call.deadlineMs !== undefined) this.#timed += 1;
    return call;
  }

  headers(stream: Stream, block: Uint8Array, ends: boolean): void {
    this.#http2.sender.headers(stream, block, ends);
  }

  message(stream: Stream, message: Uint8Array, body: Uint8Array | undefined, trailers?: Uint8Array): boolean {
    return this.#http2.sender.message(stream, message, body, trailers);
  }

  consumed(stream: Stream, count: number): void {
    this.#http2.consumed(stream, count);
  }

  closed(stream: Stream): void {
    this.#http2.closed(stream);
  }

  cut(stream: Stream): void {
    this.#http2.reset(stream, errorCode.CANCEL);
  }

  over(call: Call): void {
    this.#open.delete(call);
    if (call.deadlineMs !== undefined) this.#timed -= 1;
  }

  hold(change: number): boolean {
    this.#heldBytes += change;
    return change <= 0 || this.heldBytes <= this.#parts.limits.maxHeldBytes;
  }

  later(call: Call, answer: Promise<Answer>): void {
    answer.then(
      (settled) => {
        if (call.isOver) return;
        this.#settled.push({ call, answer: settled });
        if (this.#settled.length === 1) this.#wire.hasAnswers();
      },
      (error) => {
        call.bug(error);
        this.#wire.hasAnswers();
      },
    );
  }

  bug(error: unknown, path: string): void {
    this.#parts.onBug(error, path);
  }

  spoil(message: Uint8Array): void {
    if (this.#parts.spoils) message.fill(SPOILT);
  }
}
