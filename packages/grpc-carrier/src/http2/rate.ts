/** Counts what may happen so and so often a second. The second starts with the first event after the one before. */
export class Rate {
  readonly #most: number;
  #since = Number.NEGATIVE_INFINITY;
  #count = 0;

  constructor(mostPerSecond: number) {
    this.#most = mostPerSecond;
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

  /** Allows one more in this second, up to as many again. */
  credit(count: number): void {
    this.#count = Math.max(-this.#most, this.#count - count);
  }
}
