import { createClient } from '@redis/client';
import type { Clock } from '../clock.ts';
import type { Link } from './link.ts';

const CHANNEL = 'cynosure:frames:';
const RECONNECT_MS = 200;
const ANSWER_WITHIN_MS = 900;
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
  readonly #onTrouble: (info: string) => void;
  #answeredAt = Number.NEGATIVE_INFINITY;
  #stopLooking = () => {};

  constructor(url: string, clock: Clock, onTrouble: (info: string) => void) {
    this.#clock = clock;
    this.#onTrouble = onTrouble;
    this.#sending = clientOf(url);
    this.#hearing = clientOf(url);
    for (const client of [this.#sending, this.#hearing]) {
      // Reported by `isOut`; the client tries again by itself.
      client.on('error', () => {});
    }
  }

  async listen(name: string, take: (frame: Uint8Array) => boolean): Promise<string> {
    // Without Redis the server starts all the same: beats are answered, and nobody is judged until it is there.
    void this.#sending.connect().catch((error) => this.#onTrouble(String(error)));
    void this.#hearing
      .connect()
      .then(() => this.#hearing.subscribe(CHANNEL + name, (message) => void take(message), true))
      .catch((error) => this.#onTrouble(String(error)));
    this.#stopLooking = this.#clock.every(PING_EVERY_MS, () => void this.#ping());
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
    const isReady = this.#sending.isReady && this.#hearing.isReady;
    return !isReady || this.#clock.monotonicMs() - this.#answeredAt > ANSWER_WITHIN_MS;
  }

  async close(): Promise<void> {
    this.#stopLooking();
    for (const client of [this.#sending, this.#hearing]) if (client.isOpen) client.destroy();
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
