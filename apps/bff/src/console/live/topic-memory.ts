import type { LiveEvent } from '@cynosure/shared/console/events.ts';
import type { ConsoleContext } from '../context.ts';
import { driftBetween, leaversOf } from '../read/drift.ts';
import { lastBeatAtOf } from '../read/instance-times.ts';
import { healthOf } from '../read/instance-view.ts';
import type { ResultSet } from '../result-sets.ts';
import type { CostBudget } from './cost-budget.ts';
import type { Touched } from './touched.ts';

/** What a reader of one topic was told last, so that it is told again only what looks different. */
export class TopicMemory {
  readonly #budget: CostBudget;
  readonly #texts = new Map<string, string>();
  /** Slot → last beat and missed ones, as one number. */
  readonly #beats = new Map<number, number>();
  readonly #clients = new Map<number, number>();
  /** What costs much is due again. */
  #isOld = false;

  constructor(budget: CostBudget) {
    this.#budget = budget;
  }

  /** Whether the text under this name is another one than last time; it is remembered. */
  hasChanged(name: string, text: string): boolean {
    if (this.#texts.get(name) === text) return false;
    this.#texts.set(name, text);
    return true;
  }

  /** Whether the instance's heartbeat looks different from last time; it is remembered. */
  hasBeaten({ state, clock }: ConsoleContext, slot: number): boolean {
    const beat = (lastBeatAtOf(state, slot) ?? 0) * 4 + healthOf(state, slot, clock.wallMs()).missedBeats;
    if (this.#beats.get(slot) === beat) return false;
    this.#beats.set(slot, beat);
    return true;
  }

  /** Whether the number of clients of a service is another one than last time; the first time it is not. */
  clientsOf(service: number, clients: number): boolean {
    const before = this.#clients.get(service);
    this.#clients.set(service, clients);
    return before !== undefined && before !== clients;
  }

  /** Computes what costs much, where something has moved and it is time for it; null = not now. */
  costly<T>(hasMoved: boolean, compute: () => T): T | null {
    if (hasMoved) this.#isOld = true;
    const result = this.#isOld ? this.#budget.spend(compute) : null;
    if (result !== null) this.#isOld = false;
    return result;
  }

  /** What re-running the query of a set would change. */
  setEvents(
    { history, state }: ConsoleContext,
    topic: string,
    set: ResultSet,
    touched: Touched,
  ): LiveEvent[] {
    const now = this.costly(touched.any, () => set.again());
    if (now === null) return [];
    const { added, moved } = driftBetween(set, now);
    const gone = leaversOf(set, now, (slot, mark) => {
      return (
        history.goneFrom(slot, mark)?.id ?? (state.instances.isLive(slot) ? state.instances.idOf(slot) : '')
      );
    });
    return this.hasChanged('set', JSON.stringify([added, gone, moved]))
      ? [{ event: 'set', data: { topic, added, gone, moved } }]
      : [];
  }
}
