/** Counts what may happen so and so often a second. The second starts with the first event after the one before. */
export class Rate {
  readonly #most: number;
  readonly #mostEarned: number;
  #since = Number.NEGATIVE_INFINITY;
  #count = 0;

  /** `mostEarned`: how much of what `credit` allows can be saved up. */
  constructor(mostPerSecond: number, mostEarned = 0) {
    this.#most = mostPerSecond;
    this.#mostEarned = mostEarned;
  }

  /** Counts one event; false when there were too many. */
  allows(nowMs: number): boolean {
    if (nowMs - this.#since >= 1_000) {
      this.#since = nowMs;
      this.#count = 0;
    }
    this.#count += 1;
    return this.#count <= this.#most;
  }

  /** Allows so many more in this second. */
  credit(count: number): void {
    this.#count = Math.max(-this.#mostEarned, this.#count - count);
  }
}
