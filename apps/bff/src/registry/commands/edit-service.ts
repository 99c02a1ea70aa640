import { done, refused } from '@cynosure/shared/outcome.ts';
import { type Command, decided, keyOf } from '../command.ts';
import { type GuardRule, guardKey } from '../guard.ts';
import type { Actor, Service } from '../model.ts';
import { guardChange } from './guard.ts';
import { operationRecord } from './operation-record.ts';
import { createService, type ServiceDraft, type ServicePatch, updateService } from './services.ts';

/**
 * What the console's form of a service writes, as one operation: the service and the guard's rule for it.
 * `guard`: null = that of its namespace; undefined = stays.
 */
export type Guarded = { readonly guard?: GuardRule | null | undefined };

/** Refusals: ExistedResource where a service or an alias has the name. */
export function createGuardedService(draft: ServiceDraft & Guarded, by: Actor): Command<Service> {
  const { guard, ...plain } = draft;
  const create = createService(plain, by);
  return {
    ...create,
    decide(state, now) {
      const { outcome, changes, operation } = create.decide(state, now);
      if (outcome.code !== 'ExecuteSuccess') return decided(outcome);
      if (outcome.value.kind === 'exists') return decided(refused('ExistedResource'));
      const { service } = outcome.value;
      const own = guard ? guardChange(state, guardKey.service(service), guard, service.name) : undefined;
      return {
        outcome: done(service),
        changes: [...changes, ...(own?.changes ?? [])],
        ...(operation === undefined
          ? {}
          : { operation: { ...operation, changes: [...operation.changes, ...(own?.fields ?? [])] } }),
      };
    },
  };
}

/** Refusals: NotFoundResource, NoNeedUpdate. */
export function editService(
  namespace: string,
  name: string,
  patch: ServicePatch & Guarded,
  by: Actor,
): Command<Service> {
  const { guard, ...fields } = patch;
  const update = updateService(namespace, name, fields, by);
  return {
    ...update,
    name: 'editService',
    keys(state, keys) {
      update.keys(state, keys);
      const known = state.services.service(namespace, name)?.service;
      if (known !== undefined) keys.writes(keyOf.record('setting', guardKey.service(known)));
    },
    decide(state, now) {
      const service = state.services.service(namespace, name)?.service;
      const updated = update.decide(state, now);
      if (service === undefined || guard === undefined) return updated;
      const own = guardChange(state, guardKey.service(service), guard, name);
      if (own.changes.length === 0) return updated;
      if (updated.operation === undefined) {
        // Only the guard differs; anything else would have been refused for another reason.
        if (updated.outcome.code !== 'NoNeedUpdate') return updated;
        return {
          outcome: done(service),
          changes: own.changes,
          operation: operationRecord({
            action: 'guard.update',
            by,
            wallMs: now.wallMs,
            names: { namespace, service: name },
            changes: own.fields,
          }),
        };
      }
      const { operation } = updated;
      return {
        ...updated,
        changes: [...updated.changes, ...own.changes],
        operation: { ...operation, changes: [...operation.changes, ...own.fields] },
      };
    },
  };
}
