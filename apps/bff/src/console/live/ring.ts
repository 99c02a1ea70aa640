import type { Clock } from '../../clock.ts';
import type { EventBatch } from '../../registry/events.ts';

const KEPT_MS = 60_000;
const MOST_EVENTS = 65_536;

/** The latest changes, from which a reader that was away is brought up to date (data-shapes §3). */
export class Ring {
  readonly #clock: Clock;
  /** Oldest first; `#first` is where the kept ones begin. */
  #batches: { readonly batch: EventBatch; readonly at: number }[] = [];
  #first = 0;
  #events = 0;
  /** Everything after this position is kept. */
  #completeFrom: number;

  constructor(clock: Clock, position: number) {
    this.#clock = clock;
    this.#completeFrom = position;
  }

  add(batch: EventBatch): void {
    const at = this.#clock.monotonicMs();
    this.#batches.push({ batch, at });
    this.#events += batch.events.length;
    this.#trim(at);
  }

  /** All changes after `position`; null = some of them are no longer kept. */
  since(position: number): EventBatch[] | null {
    this.#trim(this.#clock.monotonicMs());
    if (position < this.#completeFrom) return null;
    return this.#kept().filter((one) => one.position > position);
  }

  /** Those of the last `ms`, as far as they are kept. */
  latest(ms: number): EventBatch[] {
    const from = this.#clock.monotonicMs() - ms;
    return this.#batches.slice(this.#first).flatMap(({ batch, at }) => (at >= from ? [batch] : []));
  }

  #kept(): EventBatch[] {
    return this.#batches.slice(this.#first).map(({ batch }) => batch);
  }

  #trim(now: number): void {
    for (;;) {
      const oldest = this.#batches[this.#first];
      if (oldest === undefined || (oldest.at > now - KEPT_MS && this.#events <= MOST_EVENTS)) break;
      this.#completeFrom = oldest.batch.position;
      this.#events -= oldest.batch.events.length;
      this.#first += 1;
    }
    if (this.#first < 1024 || this.#first * 2 < this.#batches.length) return;
    this.#batches = this.#batches.slice(this.#first);
    this.#first = 0;
  }
}
