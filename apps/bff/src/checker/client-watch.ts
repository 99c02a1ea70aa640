import type { Cancel } from '../clock.ts';
import { expireClient } from '../registry/commands/clients.ts';
import type { Actor } from '../registry/model.ts';
import type { Registry } from '../registry/registry.ts';

/** A client that has not reported for so long is forgotten (contract/health-check.md §8). */
const EXPIRED_MS = 360_000;
const SWEEP_EVERY_MS = 30_000;
const BY: Actor = { id: '', name: 'Polaris', via: 'timer' };

/**
 * When clients last reported themselves. Nothing of it is stored: after a start every client that is kept gets
 * the full time anew.
 */
export class ClientWatch {
  readonly #registry: Registry;
  readonly #seenAt = new Map<string, number>();
  readonly #startedAt: number;

  constructor(registry: Registry) {
    this.#registry = registry;
    this.#startedAt = registry.clock.monotonicMs();
    registry.listen(({ events }) => {
      for (const event of events) {
        if (event.kind === 'record' && event.of === 'client' && event.what === 'removed') {
          this.#seenAt.delete(event.key);
        }
      }
    });
  }

  /** A kept client has reported itself. */
  seen(id: string): void {
    this.#seenAt.set(id, this.#registry.clock.monotonicMs());
  }

  /** Forgets who is overdue. Answers when that is decided. */
  async sweep(): Promise<void> {
    const now = this.#registry.clock.monotonicMs();
    const overdue = [...this.#registry.state.clients.keys()].filter(
      (id) => now - (this.#seenAt.get(id) ?? this.#startedAt) >= EXPIRED_MS,
    );
    // One that the store refuses to forget is overdue at the next look, too.
    await Promise.all(overdue.map((id) => this.#registry.run(expireClient(id, BY))));
  }

  /** Starts looking; returns how to stop. */
  start(): Cancel {
    return this.#registry.clock.every(SWEEP_EVERY_MS, () => void this.sweep());
  }
}
