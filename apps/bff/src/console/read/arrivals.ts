import type { EventBatch } from '../../registry/events.ts';
import type { RegistryState } from '../../registry/state.ts';

/** What came under an isolation after it was made. */
export interface Arrived {
  readonly arrived: number;
  readonly registeredAgain: number;
}

interface Met {
  readonly arrived: Set<string>;
  readonly again: Set<string>;
}

/**
 * Counts, per isolation in force, the instances that registered under it: new ones, and those that were there
 * and registered again. Isolations keep no list of what they covered (decision 5), so after a restart all that
 * registered since the isolation counts as registered again.
 */
export class Arrivals {
  readonly #state: RegistryState;
  readonly #met = new Map<string, Met>();

  constructor(state: RegistryState) {
    this.#state = state;
    for (const isolation of state.isolations.values()) {
      if (isolation.ended !== null) continue;
      for (const slot of state.slotsUnder(isolation)) {
        if ((state.instances.ctime[slot] ?? 0) * 1000 < isolation.sinceAt) continue;
        this.#metBy(isolation.id).again.add(state.instances.idOf(slot));
      }
    }
  }

  take({ events }: EventBatch): void {
    for (const event of events) {
      if (event.kind === 'record' && event.of === 'isolation') {
        if (this.#state.isolations.get(event.key)?.ended !== null) this.#met.delete(event.key);
      }
      if (event.kind !== 'instance' || this.#state.isolations.inForce === 0) continue;
      if (event.what !== 'registered' && event.what !== 'registeredAgain') continue;
      for (const { id } of this.#state.isolations.covering(event)) {
        const met = this.#metBy(id);
        if (event.what === 'registered' && !met.again.has(event.id)) met.arrived.add(event.id);
        else if (!met.arrived.has(event.id)) met.again.add(event.id);
      }
    }
  }

  of(isolationId: string): Arrived {
    const met = this.#met.get(isolationId);
    return { arrived: met?.arrived.size ?? 0, registeredAgain: met?.again.size ?? 0 };
  }

  #metBy(isolationId: string): Met {
    const met = this.#met.get(isolationId) ?? { arrived: new Set<string>(), again: new Set<string>() };
    this.#met.set(isolationId, met);
    return met;
  }
}
