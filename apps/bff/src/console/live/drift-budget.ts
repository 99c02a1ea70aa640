import type { Clock } from '../../clock.ts';

/** Of every so much time at most one part goes into running queries again. */
const SHARE = 10;
const LEAST_PAUSE_MS = 1_000;

/**
 * Running the query of an open list again costs what the query costs. All lists of all readers share this
 * budget, so that many open lists make the numbers of "2 new, 1 gone" later, not the registry slower.
 */
export class DriftBudget {
  readonly #clock: Clock;
  /** Lists of small cost are paid from what is left of a second. */
  #freeAt = 0;
  #spentMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Runs it, or answers null because it is not yet time again. */
  spend<T>(run: () => T): T | null {
    const before = this.#clock.monotonicMs();
    if (before < this.#freeAt) return null;
    const result = run();
    const tookMs = this.#clock.monotonicMs() - before;
    this.#spentMs += tookMs;
    if (this.#spentMs * SHARE < LEAST_PAUSE_MS) return result;
    this.#freeAt = before + this.#spentMs * SHARE;
    this.#spentMs = 0;
    return result;
  }
}
