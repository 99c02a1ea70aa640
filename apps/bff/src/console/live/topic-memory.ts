import type { LiveEvent } from '@cynosure/shared/console/events.ts';
import type { ConsoleContext } from '../context.ts';
import { driftBetween, leaversOf } from '../read/drift.ts';
import { lastBeatAtOf } from '../read/instance-times.ts';
import { healthOf } from '../read/instance-view.ts';
import type { ResultSet } from '../result-sets.ts';
import type { DriftBudget } from './drift-budget.ts';
import type { Touched } from './touched.ts';

/** What a reader of one topic was told last, so that it is told again only what looks different. */
export class TopicMemory {
  readonly #budget: DriftBudget;
  readonly #texts = new Map<string, string>();
  /** Slot → last beat and missed ones, as one number. */
  readonly #beats = new Map<number, number>();
  readonly #clients = new Map<number, number>();
  /** The set may have drifted since that was computed last. */
  #driftIsOld = false;

  constructor(budget: DriftBudget) {
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

  /** What re-running the query of a set would change, where that may have moved and may be computed now. */
  setEvents(
    { history, state }: ConsoleContext,
    topic: string,
    set: ResultSet,
    touched: Touched,
  ): LiveEvent[] {
    if (touched.any) this.#driftIsOld = true;
    if (!this.#driftIsOld) return [];
    const now = this.#budget.spend(() => set.again());
    if (now === null) return [];
    this.#driftIsOld = false;
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
