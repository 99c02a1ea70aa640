import type { Cancel, Clock } from '../clock.ts';
import { endIsolation } from './commands/end-isolation.ts';
import type { Actor, Isolation } from './model.ts';
import type { Registry } from './registry.ts';

const LOOK_EVERY_MS = 250;
/** From here on wall and monotonic time disagree about an end, and the remaining time counts (decision 6). */
const JUMP_MS = 30_000;
const TIMER: Actor = { id: '', name: 'timer', via: 'timer' };

interface Due {
  readonly endsAt: number;
  /** Monotonic ms. */
  readonly dueAt: number;
}

export interface IsolationTimerParts {
  readonly registry: Registry;
  readonly clock: Clock;
  /** The wall clock was set; ends go by the time that was left. */
  readonly onClockJump: (isolation: Isolation, jumpMs: number) => void;
}

/** Ends isolations whose time is up, within a second of it, also when the clock of the machine is set. */
export class IsolationTimer {
  readonly #parts: IsolationTimerParts;
  readonly #due = new Map<string, Due>();
  readonly #ending = new Set<string>();

  constructor(parts: IsolationTimerParts) {
    this.#parts = parts;
    for (const isolation of parts.registry.state.isolations.values()) this.#note(isolation);
    parts.registry.listen(({ events }) => {
      for (const event of events) {
        if (event.kind !== 'record' || event.of !== 'isolation') continue;
        const isolation = parts.registry.state.isolations.get(event.key);
        if (isolation === undefined) this.#due.delete(event.key);
        else this.#note(isolation);
      }
    });
  }

  start(): Cancel {
    return this.#parts.clock.every(LOOK_EVERY_MS, () => void this.look());
  }

  /** Ends what is due now; resolves when the ends are durable. */
  async look(): Promise<void> {
    const now = this.#parts.clock.monotonicMs();
    const due = [...this.#due].filter(([id, { dueAt }]) => dueAt <= now && !this.#ending.has(id));
    await Promise.all(due.map(([id, { endsAt }]) => this.#end(id, endsAt)));
  }

  #note(isolation: Isolation): void {
    if (isolation.ended !== null || isolation.endsAt === null) {
      this.#due.delete(isolation.id);
      return;
    }
    if (this.#due.get(isolation.id)?.endsAt === isolation.endsAt) return;
    const { clock } = this.#parts;
    const dueAt = clock.monotonicMs() + (isolation.endsAt - clock.wallMs());
    this.#due.set(isolation.id, { endsAt: isolation.endsAt, dueAt });
  }

  async #end(id: string, endsAt: number): Promise<void> {
    const { registry, clock, onClockJump } = this.#parts;
    const isolation = registry.state.isolations.get(id);
    if (isolation === undefined || isolation.endsAt !== endsAt) return;
    const jumpMs = clock.wallMs() - endsAt;
    if (Math.abs(jumpMs) > JUMP_MS) onClockJump(isolation, jumpMs);
    this.#ending.add(id);
    // Refused while the store is out: it stays due and the next look tries again.
    await registry.run(
      endIsolation({ isolationId: id, reason: '', generation: isolation.generation }, TIMER),
    );
    this.#ending.delete(id);
  }
}
