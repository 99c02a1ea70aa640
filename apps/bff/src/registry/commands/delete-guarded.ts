import { codes } from '@cynosure/shared/codes.ts';
import { done, isDone } from '@cynosure/shared/outcome.ts';
import { previewChanges } from '../bulk-preview.ts';
import { type Command, keyOf } from '../command.ts';
import type { Actor, InstanceFacts, Operation } from '../model.ts';
import { afterWork } from './bulk/bulk-work.ts';
import { deleteInstance, instanceThing } from './instances-by-hand.ts';
import { operationRecord } from './operation-record.ts';

/** What came of it: the id of its operation, '' where the instance had left already; or the guard said stop. */
export type DeletedGuarded =
  | { readonly kind: 'done'; readonly operationId: string }
  | { readonly kind: 'stopped' };

export interface DeleteAsk {
  readonly id: string;
  /** Somebody typed the name of the service that would be left with nothing that clients can call. */
  readonly overrides: boolean;
  readonly reason: string;
}

/**
 * Deregisters one instance by an operator's hand, unless its service would then have nothing healthy left, as it is
 * at this moment, and nobody has overridden that.
 */
export function deleteGuarded({ id, overrides, reason }: DeleteAsk, by: Actor): Command<DeletedGuarded> {
  const remove = deleteInstance(id, by);
  return {
    name: remove.name,
    lane: remove.lane,
    keys(state, keys) {
      remove.keys(state, keys);
      const slot = state.instances.slotOf(id);
      if (slot === -1) return;
      const { service } = state.serviceOf(slot);
      // The verdict counts instances, so nothing else may change this service in the same batch.
      keys.writes(keyOf.service(service.namespace, service.name));
    },
    decide(state, now) {
      const slot = state.instances.slotOf(id);
      const [effect] =
        slot === -1 ? [] : previewChanges(state, [slot], afterWork(state, { kind: 'deregister' }));
      if (effect?.verdict === 'stop' && !overrides)
        return {
          outcome: done({ kind: 'stopped' }),
          changes: [],
          operation: refusal(state.instances.read(slot), by, now.wallMs),
        };
      const { outcome, operation, ...decision } = remove.decide(state, now);
      if (!isDone(outcome)) return { ...decision, outcome };
      return {
        ...decision,
        outcome: done({ kind: 'done', operationId: operation?.id ?? '' }),
        ...(operation === undefined
          ? {}
          : { operation: reason === '' ? operation : { ...operation, reason } }),
      };
    },
  };
}

/** That the guard refused it is in the history, too. */
function refusal(facts: InstanceFacts, by: Actor, wallMs: number): Operation {
  const { namespace, service, host } = facts;
  const record = operationRecord({
    action: 'instance.delete',
    by,
    wallMs,
    names: { namespace, service, host },
    counts: { done: 0, unchanged: 0, left: 1 },
    changes: [{ target: instanceThing(facts), path: '', before: null, after: null }],
  });
  const info = `the guard: ${service} would have nothing left that clients can call`;
  return { ...record, outcome: 'refused', code: codes.DataConflict.number, info };
}
