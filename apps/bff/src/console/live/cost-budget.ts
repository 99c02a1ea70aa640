import type { Clock } from '../../clock.ts';

/** Of every so much time at most one part goes into running queries again. */
const SHARE = 10;
const LEAST_PAUSE_MS = 1_000;

/**
 * Some live numbers cost what looking at all rows costs: the overview, and running the query of an open list
 * again. All readers share this budget, so that many open pages make such numbers later, not the registry
 * slower.
 */
export class CostBudget {
  readonly #clock: Clock;
  /** Lists of small cost are paid from what is left of a second. */
  #freeAt = 0;
  #spentMs = 0;
  #isOwing = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether somebody was refused and it is time again; asked once per refusal. */
  takeDue(): boolean {
    if (!this.#isOwing || this.#clock.monotonicMs() < this.#freeAt) return false;
    this.#isOwing = false;
    return true;
  }

  /** Runs it, or answers null because it is not yet time again. */
  spend<T>(run: () => T): T | null {
    const before = this.#clock.monotonicMs();
    if (before < this.#freeAt) {
      this.#isOwing = true;
      return null;
    }
    const result = run();
    const tookMs = this.#clock.monotonicMs() - before;
    this.#spentMs += tookMs;
    if (this.#spentMs * SHARE < LEAST_PAUSE_MS) return result;
    this.#freeAt = before + this.#spentMs * SHARE;
    this.#spentMs = 0;
    return result;
  }
}
