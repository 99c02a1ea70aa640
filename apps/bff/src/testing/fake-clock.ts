import type { Cancel, Clock } from '../clock.ts';

interface Timer {
  dueAt: number;
  readonly everyMs: number | null;
  readonly run: () => void;
}

/** A clock that stands still until told: `advance` moves wall and monotonic time and runs what is due, in order. */
export class FakeClock implements Clock {
  #monotonic = 1_000;
  #wall: number;
  readonly #timers = new Set<Timer>();

  constructor(wallMs = Date.UTC(2026, 0, 1)) {
    this.#wall = wallMs;
  }

  wallMs(): number {
    return this.#wall;
  }

  monotonicMs(): number {
    return this.#monotonic;
  }

  after(ms: number, run: () => void): Cancel {
    return this.#add({ dueAt: this.#monotonic + ms, everyMs: null, run });
  }

  every(ms: number, run: () => void): Cancel {
    return this.#add({ dueAt: this.#monotonic + ms, everyMs: ms, run });
  }

  nextTurn(run: () => void): void {
    setImmediate(run);
  }

  /** Moves time by `ms`, running each timer at its own moment. */
  advance(ms: number): void {
    const end = this.#monotonic + ms;
    for (;;) {
      const next = this.#nextDue(end);
      if (next === undefined) break;
      this.#moveTo(next.dueAt);
      if (next.everyMs === null) this.#timers.delete(next);
      else next.dueAt += next.everyMs;
      next.run();
    }
    this.#moveTo(end);
  }

  /** The wall clock is set by somebody; monotonic time does not notice. */
  jumpWall(ms: number): void {
    this.#wall += ms;
  }

  /** The process (or machine) slept: time passed, but no timer ran meanwhile. */
  sleep(ms: number): void {
    this.#moveTo(this.#monotonic + ms);
  }

  #add(timer: Timer): Cancel {
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  #moveTo(monotonic: number): void {
    this.#wall += monotonic - this.#monotonic;
    this.#monotonic = monotonic;
  }

  #nextDue(end: number): Timer | undefined {
    let first: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.dueAt <= end && (first === undefined || timer.dueAt < first.dueAt)) first = timer;
    }
    return first;
  }
}
