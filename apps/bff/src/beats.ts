/** Periods that are multiples of it run together. */
const BEAT_MS = 250;

interface Task {
  readonly run: () => void;
  readonly beats: number;
  /** Number of the beat at which it runs next. */
  due: number;
}

/**
 * Periodic work on one common timer, so that a process with nothing to do wakes four times a second and not once for
 * each of its periods. Nothing runs before its period is over; the first time it may be 250 ms late.
 */
export class Beats {
  readonly #tasks = new Set<Task>();
  #timer: NodeJS.Timeout | null = null;
  #now = 0;

  /** Whether a period can run here. */
  static fits(ms: number): boolean {
    return ms > 0 && ms % BEAT_MS === 0;
  }

  /** Calls `run` every `ms`, which fit; returns how to cancel. */
  every(ms: number, run: () => void): () => void {
    const beats = ms / BEAT_MS;
    // The next beat may come at once.
    const isFirst = this.#timer === null;
    const task = { run, beats, due: this.#now + beats + (isFirst ? 0 : 1) };
    this.#tasks.add(task);
    this.#timer ??= setInterval(() => this.#beat(), BEAT_MS);
    return () => {
      this.#tasks.delete(task);
      if (this.#tasks.size > 0 || this.#timer === null) return;
      clearInterval(this.#timer);
      this.#timer = null;
    };
  }

  #beat(): void {
    this.#now += 1;
    for (const task of this.#tasks) {
      if (task.due > this.#now) continue;
      task.due = this.#now + task.beats;
      task.run();
    }
  }
}
