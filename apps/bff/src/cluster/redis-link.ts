import { createClient } from '@redis/client';
import type { Clock } from '../clock.ts';
import type { Link } from './link.ts';

const CHANNEL = 'cynosure:frames:';
const RECONNECT_MS = 200;
const ANSWER_WITHIN_MS = 900;
/** So long without an answer, and Redis counts as out. */
const OUT_AFTER_MS = 2000;
const PING_EVERY_MS = 250;

type RedisClient = ReturnType<typeof clientOf>;

const clientOf = (url: string) =>
  createClient({
    url,
    disableOfflineQueue: true,
    socket: { reconnectStrategy: RECONNECT_MS, connectTimeout: ANSWER_WITHIN_MS },
  });

/**
 * Frames through Redis: each node listens on a channel of its name. While Redis does not answer, what others hear is
 * not known here, and nobody is judged.
 */
export class RedisLink implements Link {
  readonly #clock: Clock;
  readonly #sending: RedisClient;
  readonly #hearing: RedisClient;
  readonly #onTurn: (isOut: boolean) => void;
  #answeredAt = Number.NEGATIVE_INFINITY;
  #wasOut = false;
  /** Once it is, the client subscribes anew by itself after each loss. */
  #isSubscribed = false;
  #stopLooking = () => {};

  constructor(url: string, clock: Clock, onTurn: (isOut: boolean) => void) {
    this.#clock = clock;
    this.#onTurn = onTurn;
    this.#sending = clientOf(url);
    this.#hearing = clientOf(url);
    for (const client of [this.#sending, this.#hearing]) {
      // Reported by `isOut`; the client tries again by itself.
      client.on('error', () => {});
    }
  }

  async listen(name: string, take: (frame: Uint8Array) => boolean): Promise<string> {
    // Without Redis the server starts all the same: beats are answered, and nobody is judged until it is there.
    // `connect` tries again until it succeeds; why it does not is told by `error`.
    for (const client of [this.#sending, this.#hearing]) void client.connect().catch(() => {});
    const subscribe = () => this.#hearing.subscribe(CHANNEL + name, (message) => void take(message), true);
    this.#stopLooking = this.#clock.every(PING_EVERY_MS, () => {
      void this.#ping();
      if (!this.#isSubscribed) void this.#subscribe(subscribe);
      if (this.isOut === this.#wasOut) return;
      this.#wasOut = this.isOut;
      this.#onTurn(this.isOut);
    });
    return `redis:${name}`;
  }

  async send({ name }: { readonly name: string }, frame: Uint8Array): Promise<boolean> {
    if (this.isOut) return false;
    const bytes = Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength);
    return this.#within(this.#sending.publish(CHANNEL + name, bytes)).then(
      (receivers) => receivers > 0,
      () => false,
    );
  }

  forget(): void {}

  get isOut(): boolean {
    const isReady = this.#sending.isReady && this.#hearing.isReady && this.#isSubscribed;
    return !isReady || this.#clock.monotonicMs() - this.#answeredAt > OUT_AFTER_MS;
  }

  async close(): Promise<void> {
    this.#stopLooking();
    for (const client of [this.#sending, this.#hearing]) if (client.isOpen) client.destroy();
  }

  async #subscribe(subscribe: () => Promise<void>): Promise<void> {
    if (!this.#hearing.isReady) return;
    this.#isSubscribed = true;
    try {
      await subscribe();
    } catch {
      this.#isSubscribed = false;
    }
  }

  async #ping(): Promise<void> {
    if (!this.#sending.isReady) return;
    try {
      await this.#within(this.#sending.ping());
      this.#answeredAt = this.#clock.monotonicMs();
    } catch {
      // Then `isOut` says so.
    }
  }

  #within<T>(answer: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const cancel = this.#clock.after(ANSWER_WITHIN_MS, () => reject(new Error('Redis does not answer')));
      answer.then(resolve, reject).finally(cancel);
    });
  }
}
