import { done, refused } from '@cynosure/shared/outcome.ts';
import { type Change, put, remove } from '../changes.ts';
import { type Command, decided, keyOf } from '../command.ts';
import { type GuardRule, type GuardScope, guardKey, ownGuard } from '../guard.ts';
import type { Actor, FieldChange, Operation } from '../model.ts';
import type { RegistryState } from '../state.ts';
import { fieldChanges, operationRecord } from './operation-record.ts';

/**
 * Sets the rule of a scope; null takes it away, so that the wider one holds again. Refusals: NotFoundResource where
 * the namespace or service is not there, NoNeedUpdate.
 */
export function setGuard(scope: GuardScope, rule: GuardRule | null, by: Actor): Command<null> {
  return {
    name: 'setGuard',
    lane: 'operator',
    keys(state, keys) {
      if (scope.kind === 'namespace') keys.reads(keyOf.namespace(scope.namespace));
      if (scope.kind === 'service') keys.reads(keyOf.service(scope.namespace, scope.service));
      keys.writes(keyOf.record('setting', keyIn(state, scope) ?? ''));
    },
    decide(state, now) {
      const key = keyIn(state, scope);
      if (key === undefined) return decided(refused('NotFoundResource'));
      const { changes, fields } = guardChange(state, key, rule, labelOf(scope));
      if (changes.length === 0) return decided(refused('NoNeedUpdate'));
      return {
        outcome: done(null),
        changes,
        operation: operationRecord({
          action: 'guard.update',
          by,
          wallMs: now.wallMs,
          names: namesOf(scope),
          changes: fields,
        }),
      };
    },
  };
}

/** What it writes and what a record says of it; nothing where it is so already. */
export function guardChange(
  state: RegistryState,
  key: string,
  rule: GuardRule | null,
  label: string,
): { readonly changes: readonly Change[]; readonly fields: readonly FieldChange[] } {
  const before = ownGuard(state, key) ?? null;
  const fields = fieldChanges({ kind: 'guard', id: key, label }, before, rule);
  if (fields.length === 0) return { changes: [], fields };
  return { changes: [rule === null ? remove('setting', key) : put('setting', key, { ...rule })], fields };
}

/** With a service or namespace its own rule goes. */
export const forgottenGuard = (state: RegistryState, key: string): Change[] =>
  state.kept.setting.has(key) ? [remove('setting', key)] : [];

function keyIn(state: RegistryState, scope: GuardScope): string | undefined {
  switch (scope.kind) {
    case 'default':
      return guardKey.default;
    case 'namespace': {
      const namespace = state.services.namespaces.get(scope.namespace);
      return namespace && guardKey.namespace(namespace);
    }
    case 'service': {
      const service = state.services.service(scope.namespace, scope.service)?.service;
      return service && guardKey.service(service);
    }
  }
}

const labelOf = (scope: GuardScope): string =>
  scope.kind === 'default' ? 'guard' : scope.kind === 'namespace' ? scope.namespace : scope.service;

function namesOf(scope: GuardScope): Pick<Operation, 'namespace' | 'service'> {
  if (scope.kind === 'default') return {};
  return scope.kind === 'namespace'
    ? { namespace: scope.namespace }
    : { namespace: scope.namespace, service: scope.service };
}
