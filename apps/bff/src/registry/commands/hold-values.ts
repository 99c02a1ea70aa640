import { done, refused } from '@cynosure/shared/outcome.ts';
import { remove } from '../changes.ts';
import { type Command, decided, keyOf } from '../command.ts';
import type { HoldablePath } from '../instance-fields.ts';
import type { Actor } from '../model.ts';
import type { RegistryState } from '../state.ts';
import { holdPlan } from './hold-plan.ts';
import { operationRecord } from './operation-record.ts';
import { updateInstance } from './update-instance.ts';

/**
 * Lets go of held fields of a registered instance: what the client said last comes back at once. Refusals:
 * NotFoundInstance, NoNeedUpdate where one of them is not held.
 */
export function releaseValues(
  id: string,
  paths: readonly HoldablePath[],
  by: Actor,
): Command<{ readonly operationId: string }> {
  const plan = holdPlan({ release: new Set(paths) });
  return {
    name: 'releaseValues',
    lane: 'operator',
    keys: updateInstance(id, {}, by).keys,
    decide(state, now) {
      if (state.instances.slotOf(id) === -1) return decided(refused('NotFoundInstance'));
      const held = state.heldOf(id);
      const free = paths.find((path) => held[path] === undefined);
      if (free !== undefined) return decided(refused('NoNeedUpdate', `${free} is not held`));
      const { outcome, operation, ...decision } = updateInstance(id, {}, by, plan).decide(state, now);
      if (outcome.code !== 'ExecuteSuccess' || operation === undefined) {
        return decided(outcome.code === 'ExecuteSuccess' ? refused('NoNeedUpdate') : outcome);
      }
      return { ...decision, operation, outcome: done({ operationId: operation.id }) };
    },
  };
}

/** Ids whose instance left before `wallMs` and has not come back: at most `most`. */
export function holdsLeftBefore(state: RegistryState, wallMs: number, most: number): string[] {
  const ids: string[] = [];
  for (const { instanceId, goneAt } of state.holds.values()) {
    if (goneAt !== null && goneAt < wallMs) ids.push(instanceId);
    if (ids.length === most) break;
  }
  return ids;
}

/** Forgets what is held of instances that left before `wallMs` and have not come back. Answers how many went. */
export function forgetHolds(ids: readonly string[], wallMs: number, by: Actor): Command<number> {
  return {
    name: 'forgetHolds',
    lane: 'operator',
    keys(_state, keys) {
      for (const id of ids) keys.writes(keyOf.instance(id));
    },
    decide(state, now) {
      const gone = ids.flatMap((id) => {
        const held = state.holds.get(id);
        return held === undefined || held.goneAt === null || held.goneAt >= wallMs ? [] : [held];
      });
      if (gone.length === 0) return decided(done(0));
      return {
        outcome: done(gone.length),
        changes: gone.map(({ instanceId }) => remove('hold', instanceId)),
        operation: operationRecord({
          action: 'instance.forgetHolds',
          by,
          wallMs: now.wallMs,
          counts: { done: gone.length, unchanged: 0, left: 0 },
          changes: gone.map(({ instanceId, fields }) => ({
            target: { kind: 'instance', id: instanceId, label: instanceId },
            path: '/held',
            before: Object.fromEntries(Object.entries(fields).map(([path, { value }]) => [path, value])),
            after: null,
          })),
        }),
      };
    },
  };
}
