import { boundedMap } from '../bounded-map.ts';
import type { Clock } from '../clock.ts';

/** Seconds' worth of requests that somebody who was quiet may make at once. */
const BURST_SECONDS = 10;
const MOST_REMEMBERED = 50_000;

/** What somebody may still do: fills up steadily, is emptied by requests. */
export interface Bucket {
  tokens: number;
  /** Monotonic ms of the last filling. */
  at: number;
}

/** One token bucket for each of many callers. Bounded: who was not seen for longest starts anew. */
export class Buckets {
  readonly #clock: Clock;
  readonly #perSecond: number;
  readonly #rows = boundedMap<string, Bucket>(MOST_REMEMBERED);

  constructor(clock: Clock, perSecond: number) {
    this.#clock = clock;
    this.#perSecond = perSecond;
  }

  of(key: string): Bucket {
    let bucket = this.#rows.get(key);
    if (bucket === undefined) {
      bucket = { tokens: this.#perSecond * BURST_SECONDS, at: this.#clock.monotonicMs() };
      this.#rows.set(key, bucket);
    }
    return bucket;
  }

  /** Takes `cost` (1 = an ordinary request); answers 0, or the ms after which it may be tried again. */
  take(bucket: Bucket, cost: number): number {
    const now = this.#clock.monotonicMs();
    const filled = bucket.tokens + ((now - bucket.at) / 1000) * this.#perSecond;
    bucket.tokens = Math.min(filled, this.#perSecond * BURST_SECONDS);
    bucket.at = now;
    if (bucket.tokens >= cost) {
      bucket.tokens -= cost;
      return 0;
    }
    return Math.ceil(((cost - bucket.tokens) / this.#perSecond) * 1000);
  }
}
