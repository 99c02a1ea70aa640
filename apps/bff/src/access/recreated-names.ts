import type { Registry } from '../registry/registry.ts';
import type { User } from './user.ts';

/** How long the reference does not know an account whose name was another's (recorded case auth-users/duplicate). */
const UNKNOWN_MS = 2_000;
const FREED_MS = 60_000;
const MOST = 10_000;

/**
 * Accounts whose name somebody else had a moment ago: the registry's API does not let them in for their first two
 * seconds, so that no login that was meant for the old account reaches the new one.
 */
export class RecreatedNames {
  readonly #clock: Registry['clock'];
  /** Name → when it was freed; id → when the account was made. Monotonic ms, oldest first. */
  readonly #freed = new Map<string, number>();
  readonly #made = new Map<string, number>();

  constructor(registry: Pick<Registry, 'clock' | 'listen'>) {
    this.#clock = registry.clock;
    registry.listen(({ events }) => {
      for (const event of events) {
        if (event.kind !== 'operation') continue;
        const { action, changes } = event.operation;
        const target = changes[0]?.target;
        if (target === undefined) continue;
        if (action === 'user.delete') this.#note(this.#freed, target.label);
        else if (action === 'user.create' && this.#isFresh(this.#freed, target.label, FREED_MS)) {
          this.#note(this.#made, target.id);
        }
      }
    });
  }

  has({ id }: User): boolean {
    return this.#isFresh(this.#made, id, UNKNOWN_MS);
  }

  #isFresh(times: ReadonlyMap<string, number>, key: string, withinMs: number): boolean {
    const at = times.get(key);
    return at !== undefined && this.#clock.monotonicMs() - at < withinMs;
  }

  #note(times: Map<string, number>, key: string): void {
    times.delete(key);
    times.set(key, this.#clock.monotonicMs());
    if (times.size <= MOST) return;
    const oldest = times.keys().next();
    if (!oldest.done) times.delete(oldest.value);
  }
}
