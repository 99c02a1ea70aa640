/** What a handler knows about its call besides the message. */
export interface CallContext {
  /** Address of the caller as the socket tells it, e.g. `10.0.0.1:40112` or `[::1]:40112`; '' if unknown. */
  readonly peer: string;
  /** Number of this call, unique while the server runs. */
  readonly callId: number;
  /** First value of a metadata key (lower case), or undefined. What `-bin` keys hold is taken for UTF-8. */
  metadata(key: string): string | undefined;
  /** Calls `run` once when the call is over, however it ended. */
  onClosed(run: () => void): void;
}

/** Ends a call (a stream as a whole) with a status other than OK (`grpcStatus`). */
export interface CallFailure {
  readonly status: number;
  readonly details: string;
}

/** A reply in two pieces. The body, which may be long and serve many calls, is sent from where it lies. */
export interface LongReply {
  readonly head: Uint8Array;
  readonly body: Uint8Array;
}

/** The bytes of a reply, which are not changed any more. */
export type Reply = Uint8Array | LongReply;

/** A reply, or how the call fails. */
export type Answer = Reply | CallFailure;

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
