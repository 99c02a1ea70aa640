/**
 * The table of gRPC calls and what may carry them (architecture.md 4, core.md §7). Handlers take the bytes of
 * a message and return the bytes of the reply, so that the hottest of them can do without decoded objects;
 * `message-handlers.ts` makes such handlers from functions over messages.
 */

import type { Protection } from '../../limits/protection.ts';
import type { TlsSource } from '../tls/tls-keeper.ts';

/** What a handler knows about its call besides the message. */
export interface CallContext {
  /** Address of the caller as the socket tells it, e.g. `10.0.0.1:40112` or `[::1]:40112`; '' if unknown. */
  readonly peer: string;
  /** Number of this call, unique while the server runs. */
  readonly callId: number;
  /** First value of a metadata key (lower case), or undefined. */
  metadata(key: string): string | undefined;
  /** Calls `run` once when the call is over, however it ended. */
  onClosed(run: () => void): void;
}

/** gRPC status codes that this server gives by itself; business results travel in replies under OK. */
export const grpcStatus = {
  OK: 0,
  INVALID_ARGUMENT: 3,
  PERMISSION_DENIED: 7,
  RESOURCE_EXHAUSTED: 8,
  UNIMPLEMENTED: 12,
  INTERNAL: 13,
  UNAVAILABLE: 14,
} as const;

/** Ends a call (a stream as a whole) with a status other than OK. */
export interface CallFailure {
  readonly status: (typeof grpcStatus)[Exclude<keyof typeof grpcStatus, 'OK'>];
  readonly details: string;
}

/** A reply in two pieces, of which the body may be long and serve many calls: nobody changes it any more. */
export interface LongReply {
  readonly head: Uint8Array;
  readonly body: Uint8Array;
}

/** The bytes of a reply, or how the call fails. */
export type Answer = Uint8Array | LongReply | CallFailure;

export const isFailure = (answer: Answer): answer is CallFailure =>
  !(answer instanceof Uint8Array) && 'status' in answer;

/** A reply in one piece. */
export const joined = (reply: Uint8Array | LongReply): Uint8Array =>
  reply instanceof Uint8Array ? reply : Buffer.concat([reply.head, reply.body]);

/** One request, one reply. `message` is valid during the call of `answer` only. */
export interface UnaryHandler {
  readonly kind: 'unary';
  answer(message: Uint8Array, context: CallContext): Answer | Promise<Answer>;
}

/** One reply per request, in order; nothing is pushed. */
export interface StreamHandler {
  readonly kind: 'stream';
  open(context: CallContext): StreamSession;
}

/** One open stream. The next message is given only after the reply to the one before was taken. */
export interface StreamSession {
  answer(message: Uint8Array): Answer | Promise<Answer>;
}

export type Handler = UnaryHandler | StreamHandler;

/** Handlers by path, e.g. `/v1.PolarisGRPC/Discover`. */
export type Handlers = Readonly<Record<string, Handler>>;

/** Carries calls between sockets and a table of handlers. */
export interface Carrier {
  /** Starts to listen and answers the port. Throws ListenFailure. */
  listen(host: string, port: number): Promise<number>;
  /** Takes no new connection, ends open streams once they are idle, and cuts what is left after `graceMs`. */
  stop(graceMs: number): Promise<void>;
}

/** A carrier that knows who is connected. */
export interface ListeningCarrier extends Carrier {
  /** How many connections are open. */
  readonly open: number;
  /** Cuts the connections of a host, or only the one from `port`; answers how many. */
  closeConnections(host: string, port: number | null): number;
  /** How many connections each host has open. */
  hosts(): ReadonlyMap<string, number>;
}

/** What a carrier needs besides its handlers. */
export interface CarrierParts {
  /** Name of the door in sentences, e.g. `gRPC`. */
  readonly door: string;
  readonly handlers: Handlers;
  /** Told once about each exception that a handler let escape. */
  readonly onBug: (error: unknown, path: string) => void;
  /** Absent = in plain text. */
  readonly tls?: TlsSource | undefined;
  /** Absent = limits by default, and always room for one more connection. */
  readonly protection?: Protection | undefined;
}
