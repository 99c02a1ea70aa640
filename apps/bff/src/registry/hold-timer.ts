import type { Cancel } from '../clock.ts';
import { forgetHolds, holdsLeftBefore } from './commands/hold-values.ts';
import type { Actor } from './model.ts';
import type { Registry } from './registry.ts';

const LOOK_EVERY_MS = 10 * 60_000;
/** How long a hold waits for an instance that has left. */
export const KEPT_MS = 7 * 24 * 60 * 60 * 1000;
const MOST_AT_ONCE = 500;
const TIMER: Actor = { id: '', name: 'timer', via: 'timer' };

/** Forgets holds of instances that have not come back, so that names of processes long gone do not pile up. */
export class HoldTimer {
  readonly #registry: Registry;

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  start(): Cancel {
    return this.#registry.clock.every(LOOK_EVERY_MS, () => void this.look());
  }

  /** Forgets what is due now, in steps. Refused while the store is out: the next look tries again. */
  async look(): Promise<void> {
    const before = this.#registry.clock.wallMs() - KEPT_MS;
    for (;;) {
      const ids = holdsLeftBefore(this.#registry.state, before, MOST_AT_ONCE);
      if (ids.length === 0) return;
      const outcome = await this.#registry.run(forgetHolds(ids, before, TIMER));
      if (outcome.code !== 'ExecuteSuccess') return;
    }
  }
}
