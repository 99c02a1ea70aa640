import { done, refused } from '@cynosure/shared/outcome.ts';
import { put, remove } from '../changes.ts';
import { type Command, decided, keyOf } from '../command.ts';
import { guardKey } from '../guard.ts';
import type { Actor, Labels, Namespace } from '../model.ts';
import { forgottenGrants, keysOfGrants } from './forget-grants.ts';
import { forgottenGuard } from './guard.ts';
import { newHex32 } from './new-ids.ts';
import { type ChangedThing, fieldChanges, operationRecord, tokenChange } from './operation-record.ts';
import { newNamespace } from './parents.ts';

/** What an operator asks a namespace to be; members are checked already. */
export interface NamespaceDraft {
  readonly name: string;
  readonly comment: string;
  readonly owners: string;
  readonly exportTo: readonly string[];
  readonly metadata: Labels;
}

const thing = (name: string): ChangedThing => ({ kind: 'namespace', id: name, label: name });
const seconds = (wallMs: number): number => Math.floor(wallMs / 1000);

/** Refusals: ExistedResource (contract/http-naming.md §2). */
export function createNamespace(draft: NamespaceDraft, by: Actor): Command<Namespace> {
  const { name } = draft;
  return {
    name: 'createNamespace',
    lane: 'operator',
    keys: (_state, keys) => keys.writes(keyOf.namespace(name)),
    decide(state, now) {
      if (state.services.namespaces.has(name)) return decided(refused('ExistedResource'));
      const namespace = { ...newNamespace(name, draft.owners, seconds(now.wallMs)), ...draft };
      return {
        outcome: done(namespace),
        changes: [put('namespace', name, namespace)],
        operation: operationRecord({
          action: 'namespace.create',
          by,
          wallMs: now.wallMs,
          names: { namespace: name },
          changes: fieldChanges(thing(name), null, namespace),
        }),
      };
    },
  };
}

/** Comment and owners stay unless given; the export list and the metadata are always replaced (contract §2). */
export interface NamespacePatch {
  readonly comment?: string;
  readonly owners?: string;
  readonly exportTo: readonly string[];
  readonly metadata: Labels;
}

/** A success even when nothing changes: it becomes the newest of the list. Refusals: NotFoundResource. */
export function updateNamespace(name: string, patch: NamespacePatch, by: Actor): Command<Namespace> {
  return {
    name: 'updateNamespace',
    lane: 'operator',
    keys: (_state, keys) => keys.writes(keyOf.namespace(name)),
    decide(state, now) {
      const before = state.services.namespaces.get(name);
      if (before === undefined) return decided(refused('NotFoundResource'));
      const after = { ...before, ...patch, mtime: seconds(now.wallMs) };
      return {
        outcome: done(after),
        changes: [put('namespace', name, after)],
        operation: operationRecord({
          action: 'namespace.update',
          by,
          wallMs: now.wallMs,
          names: { namespace: name },
          changes: fieldChanges(thing(name), before, after),
        }),
      };
    },
  };
}

/** Deleting what is not there is a success. Refusals: NamespaceExistedServices, aliases included. */
export function deleteNamespace(name: string, by: Actor): Command<null> {
  return {
    name: 'deleteNamespace',
    lane: 'operator',
    // Whatever appears below a namespace reads its key (parents.ts), so the count cannot change meanwhile.
    keys(state, keys) {
      keys.writes(keyOf.namespace(name));
      keysOfGrants(keys, forgottenGrants(state, 'namespaces', name));
    },
    decide(state, now) {
      const before = state.services.namespaces.get(name);
      if (before === undefined) return decided(done(null));
      if (state.services.namesIn(name).size > 0) return decided(refused('NamespaceExistedServices'));
      return {
        outcome: done(null),
        changes: [
          remove('namespace', name),
          ...forgottenGrants(state, 'namespaces', name),
          ...forgottenGuard(state, guardKey.namespace(before)),
        ],
        operation: operationRecord({
          action: 'namespace.delete',
          by,
          wallMs: now.wallMs,
          names: { namespace: name },
          changes: fieldChanges(thing(name), before, null),
        }),
      };
    },
  };
}

/** Answers the namespace with its new token. Refusals: NotFoundResource. */
export function resetNamespaceToken(name: string, by: Actor): Command<Namespace> {
  return {
    name: 'resetNamespaceToken',
    lane: 'operator',
    keys: (_state, keys) => keys.writes(keyOf.namespace(name)),
    decide(state, now) {
      const before = state.services.namespaces.get(name);
      if (before === undefined) return decided(refused('NotFoundResource'));
      const after = { ...before, token: newHex32(), mtime: seconds(now.wallMs) };
      return {
        outcome: done(after),
        changes: [put('namespace', name, after)],
        operation: operationRecord({
          action: 'namespace.token',
          by,
          wallMs: now.wallMs,
          names: { namespace: name },
          changes: [tokenChange(thing(name))],
        }),
      };
    },
  };
}
