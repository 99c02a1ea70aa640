import type { Operation as OperationView } from '@cynosure/shared/console/operation.ts';
import type { Rights } from '../../access/rights.ts';
import type { EventBatch } from '../../registry/events.ts';
import type { Operation } from '../../registry/model.ts';
import type { RegistryState } from '../../registry/state.ts';
import { operationView } from './operation-view.ts';
import { undoMay } from './undo-may.ts';

/** Operations as they are shown, with what undid them; old ones are asked of the store by the routes. */
export class OperationBook {
  readonly #state: RegistryState;
  /** Undone operation → the one that undid it. */
  readonly #undoneBy = new Map<string, string>();

  constructor(state: RegistryState) {
    this.#state = state;
    for (const operation of state.recentOperations.values()) this.#note(operation);
  }

  take({ events }: EventBatch): void {
    for (const event of events) if (event.kind === 'operation') this.#note(event.operation);
  }

  /** `rights`: of who looks, so that it says whether they may take it back. */
  view(operation: Operation, rights?: Rights): OperationView {
    const undoneBy = this.#undoneBy.get(operation.id);
    const view = operationView(this.#state, operation, undoneBy);
    if (rights === undefined) return view;
    const undo = undoneBy === undefined ? undoMay(this.#state, operation, rights) : undefined;
    return { ...view, may: undo === undefined ? {} : { undo } };
  }

  undoneBy(id: string): string | undefined {
    return this.#undoneBy.get(id);
  }

  /** The recent ones that came after it, oldest first. Ids of one millisecond do not tell their order. */
  after(id: string): Operation[] {
    const recent = [...this.#state.recentOperations.values()];
    return recent.slice(recent.findIndex((one) => one.id === id) + 1);
  }

  /** The newest, newest first, without who came and went. */
  latest(most: number): OperationView[] {
    return [...this.#state.recentOperations.values()]
      .filter(({ action }) => !action.startsWith('session.'))
      .slice(-most)
      .reverse()
      .map((operation) => this.view(operation));
  }

  #note({ id, undoes, outcome, counts, isolationId }: Operation): void {
    // Fields that the guard has kept are still to be taken back.
    const isWhole = outcome === 'done' && (isolationId !== undefined || counts.left === 0);
    if (undoes !== undefined && isWhole) this.#undoneBy.set(undoes, id);
  }
}
