import type { Clock } from '../clock.ts';

/** A tick adds at most so much: our own stalls age nobody (core.md §5). */
const MOST_PER_TICK_MS = 500;
/** From here on a gap counts as a pause of our own, after which everybody gets a full grace (decision 10). */
export const PAUSE_MS = 1000;

/**
 * Time during which we were listening, in ms since the start. Deadlines run on it: it stands still while the
 * process or the machine sleeps. Wall time jumping against monotonic time counts as a pause, because a
 * suspended machine stops the monotonic clock.
 */
export class ListeningClock {
  readonly #clock: Clock;
  #listened = 1;
  #monotonicAt: number;
  #wallAheadMs: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#monotonicAt = clock.monotonicMs();
    this.#wallAheadMs = clock.wallMs() - this.#monotonicAt;
  }

  /** Listening time of this moment; between two ticks it runs on with the same bound. */
  now(): number {
    return this.#listened + this.#sinceTick();
  }

  /** Moves on by what was listened since the last tick; answers whether there was a pause. */
  tick(): { readonly paused: boolean; readonly gapMs: number } {
    const monotonic = this.#clock.monotonicMs();
    const gapMs = monotonic - this.#monotonicAt;
    const wallAheadMs = this.#clock.wallMs() - monotonic;
    const jumped = Math.abs(wallAheadMs - this.#wallAheadMs) > PAUSE_MS;
    this.#listened += this.#sinceTick();
    this.#monotonicAt = monotonic;
    this.#wallAheadMs = wallAheadMs;
    return { paused: jumped || gapMs >= PAUSE_MS, gapMs };
  }

  #sinceTick(): number {
    return Math.min(this.#clock.monotonicMs() - this.#monotonicAt, MOST_PER_TICK_MS);
  }
}
