import { done, refused } from '@cynosure/shared/outcome.ts';
import type { Change } from '../changes.ts';
import { type Command, decided, keyOf } from '../command.ts';
import { decodeFacts } from '../instance-codec.ts';
import type { Actor, FieldChange, ServiceName } from '../model.ts';
import { instanceMembers, instanceThing } from './instances-by-hand.ts';
import { instanceIdOf } from './new-ids.ts';
import { fieldChanges, operationRecord } from './operation-record.ts';
import { type Registration, registerInstance } from './register-instance.ts';

/** What came of it: the new instances, and the addresses that were registered already and stay as they are. */
export interface RegisteredByHand {
  readonly operationId: string;
  readonly ids: readonly string[];
  readonly existing: readonly string[];
}

/**
 * An operator registers instances of one service, all or none, as one operation. What is registered already is left
 * alone: by hand nothing is replaced. Refusals: NotFoundService, NoNeedUpdate where all are there, and those of
 * `registerInstance`.
 */
export function registerByHand(
  of: ServiceName,
  registrations: readonly Registration[],
  by: Actor,
): Command<RegisteredByHand> {
  const commands = registrations.map((one) => ({ one, register: registerInstance(one, by) }));
  return {
    name: 'registerByHand',
    lane: 'operator',
    keys(state, keys) {
      keys.reads(keyOf.service(of.namespace, of.service));
      for (const { register } of commands) register.keys(state, keys);
    },
    decide(state, now) {
      if (state.services.service(of.namespace, of.service) === undefined)
        return decided(refused('NotFoundService'));
      const changes: Change[] = [];
      const fields: FieldChange[] = [];
      const ids: string[] = [];
      const existing: string[] = [];
      for (const { one, register } of commands) {
        const id = instanceIdOf(one);
        if (state.instances.slotOf(id) !== -1) {
          existing.push(id);
          continue;
        }
        const decision = register.decide(state, now);
        if (decision.outcome.code !== 'ExecuteSuccess') {
          // Nothing of it will be: the rows that were set aside for the ones before are free again.
          for (const change of changes)
            if (change.kind === 'instance.put') state.instances.giveBack(change.row.slot);
          return decided(decision.outcome);
        }
        ids.push(id);
        for (const change of decision.changes) {
          changes.push(change);
          if (change.kind !== 'instance.put') continue;
          const { body, wireLength, state: row } = change.row;
          const facts = decodeFacts(body, wireLength, of);
          fields.push(
            ...fieldChanges(instanceThing(facts), null, instanceMembers(facts, row.healthy, row.isolateFlag)),
          );
        }
      }
      if (ids.length === 0) return decided(refused('NoNeedUpdate'));
      const operation = operationRecord({
        action: 'instance.create',
        by,
        wallMs: now.wallMs,
        names: of,
        counts: { done: ids.length, unchanged: existing.length, left: 0 },
        changes: fields,
      });
      return { outcome: done({ operationId: operation.id, ids, existing }), changes, operation };
    },
  };
}
