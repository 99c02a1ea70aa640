import type { ServerDuplexStream } from '@grpc/grpc-js';
import { type Answer, grpcStatus, isFailure, joined, type StreamSession } from './carrier.ts';
import type { GrpcJsContext } from './grpc-js-context.ts';

/**
 * Plays one stream: takes a message only after the reply to the one before was taken, so that replies keep
 * their order and a slow reader holds at most one unsent answer.
 */
export class StreamRun {
  readonly #call: ServerDuplexStream<Uint8Array, Uint8Array>;
  readonly #onBug: (error: unknown) => void;
  #session: StreamSession | undefined;
  #waiting = false;
  #stopping = false;

  constructor(call: ServerDuplexStream<Uint8Array, Uint8Array>, onBug: (error: unknown) => void) {
    this.#call = call;
    this.#onBug = onBug;
  }

  start(open: (context: GrpcJsContext) => StreamSession, context: GrpcJsContext): void {
    const call = this.#call;
    call.once('close', () => context.closed());
    try {
      this.#session = open(context);
    } catch (error) {
      this.#bug(error);
      return;
    }
    call.on('data', (message: Uint8Array) => this.#receive(message));
    call.on('end', () => call.end());
  }

  /** Ends the stream with OK, at once or after the reply that is being made. */
  stop(): void {
    this.#stopping = true;
    if (!this.#waiting) this.#call.end();
  }

  #receive(message: Uint8Array): void {
    if (this.#stopping || this.#session === undefined) return;
    let answer: Answer | Promise<Answer>;
    try {
      answer = this.#session.answer(message);
    } catch (error) {
      this.#bug(error);
      return;
    }
    if (!(answer instanceof Promise)) {
      this.#reply(answer);
      return;
    }
    this.#waiting = true;
    this.#call.pause();
    answer.then(
      (later) => {
        this.#waiting = false;
        if (this.#reply(later)) this.#call.resume();
      },
      (error) => this.#bug(error),
    );
  }

  /** Answers whether the next message may come now. */
  #reply(answer: Answer): boolean {
    const call = this.#call;
    if (call.destroyed || call.writableEnded) return false;
    if (isFailure(answer)) {
      this.#fail(answer.status, answer.details);
      return false;
    }
    const room = call.write(joined(answer));
    if (this.#stopping) {
      call.end();
      return false;
    }
    if (!room) {
      call.pause();
      call.once('drain', () => call.resume());
    }
    return room;
  }

  #bug(error: unknown): void {
    this.#onBug(error);
    this.#fail(grpcStatus.INTERNAL, 'internal error');
  }

  #fail(code: number, details: string): void {
    this.#session = undefined;
    // The library turns this event into the status of the call.
    this.#call.emit('error', { code, details });
  }
}
