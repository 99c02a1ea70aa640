import { done, refused } from '@cynosure/shared/outcome.ts';
import { put, remove } from '../changes.ts';
import { type Command, type Decision, decided, keyOf } from '../command.ts';
import type { Actor, Alias, ServiceName } from '../model.ts';
import { nameKey } from '../service-book.ts';
import type { RegistryState } from '../state.ts';
import { newHex32 } from './new-ids.ts';
import { type ChangedThing, fieldChanges, operationRecord } from './operation-record.ts';

/** What an operator asks an alias to be; members are checked already. */
export interface AliasDraft {
  readonly namespace: string;
  readonly name: string;
  readonly source: ServiceName;
  readonly comment: string;
  readonly owners: string;
}

const thing = ({ id, namespace, name }: Alias): ChangedThing => ({
  kind: 'alias',
  id,
  label: `${namespace}/${name}`,
});

/**
 * Refusals: NotFoundService (the source), NotAllowCreateAliasForAlias, ExistedResource (a service or alias has
 * the name). The alias's namespace is neither checked nor created (contract/http-naming.md §4).
 */
export function createAlias(draft: AliasDraft, by: Actor): Command<Alias> {
  const { namespace, name, source } = draft;
  return {
    name: 'createAlias',
    lane: 'operator',
    keys(_state, keys) {
      keys.reads(keyOf.namespace(namespace));
      keys.reads(keyOf.service(source.namespace, source.service));
      keys.writes(keyOf.service(namespace, name));
    },
    decide(state, now) {
      const target = sourceOf(state, source);
      if ('code' in target) return decided(target);
      if (state.services.isTaken(namespace, name)) return decided(refused('ExistedResource'));
      const seconds = Math.floor(now.wallMs / 1000);
      const alias: Alias = {
        id: newHex32(),
        namespace,
        name,
        target: target.key,
        comment: draft.comment,
        owners: draft.owners,
        token: newHex32(),
        revision: newHex32(),
        exportTo: [],
        ctime: seconds,
        mtime: seconds,
      };
      return saved(null, alias, { after: source }, 'alias.create', by, now.wallMs);
    },
  };
}

/** Points an alias elsewhere, or changes its comment or owners; absent = stays. */
export interface AliasPatch {
  readonly source: ServiceName;
  readonly comment?: string;
  readonly owners?: string;
}

/** Refusals: NotFoundServiceAlias, NotFoundService, NotAllowCreateAliasForAlias, NoNeedUpdate. */
export function updateAlias(namespace: string, name: string, patch: AliasPatch, by: Actor): Command<Alias> {
  const { source } = patch;
  return {
    name: 'updateAlias',
    lane: 'operator',
    keys(_state, keys) {
      keys.writes(keyOf.service(namespace, name));
      keys.reads(keyOf.service(source.namespace, source.service));
    },
    decide(state, now) {
      const before = state.services.alias(namespace, name);
      if (before === undefined) return decided(refused('NotFoundServiceAlias'));
      const target = sourceOf(state, source);
      if ('code' in target) return decided(target);
      const comment = patch.comment ?? before.comment;
      const owners = patch.owners ?? before.owners;
      if (target.key === before.target && comment === before.comment && owners === before.owners) {
        return decided(refused('NoNeedUpdate'));
      }
      const seconds = Math.floor(now.wallMs / 1000);
      const after = { ...before, target: target.key, comment, owners, revision: newHex32(), mtime: seconds };
      const names = { before: sourceName(state, before), after: source };
      return saved(before, after, names, 'alias.update', by, now.wallMs);
    },
  };
}

/** Refusals: NotFoundServiceAlias. */
export function deleteAlias(namespace: string, name: string, by: Actor): Command<null> {
  return {
    name: 'deleteAlias',
    lane: 'operator',
    keys: (_state, keys) => keys.writes(keyOf.service(namespace, name)),
    decide(state, now) {
      const alias = state.services.alias(namespace, name);
      if (alias === undefined) return decided(refused('NotFoundServiceAlias'));
      return removalOfAlias(state, alias, by, now.wallMs);
    },
  };
}

/** What taking an alias away comes to. */
export function removalOfAlias(
  state: RegistryState,
  alias: Alias,
  by: Actor,
  wallMs: number,
): Decision<null> {
  const { namespace, name } = alias;
  return {
    outcome: done(null),
    changes: [remove('alias', nameKey(namespace, name))],
    operation: operationRecord({
      action: 'alias.delete',
      by,
      wallMs,
      names: { namespace, service: name },
      changes: fieldChanges(thing(alias), shown(alias, sourceName(state, alias)), null),
    }),
  };
}

function sourceOf(state: RegistryState, { namespace, service }: ServiceName) {
  if (state.services.alias(namespace, service) !== undefined) return refused('NotAllowCreateAliasForAlias');
  return state.services.service(namespace, service)?.service ?? refused('NotFoundService');
}

function sourceName(state: RegistryState, alias: Alias): ServiceName | undefined {
  const source = state.services.byKey(alias.target)?.service;
  return source === undefined ? undefined : { namespace: source.namespace, service: source.name };
}

/** An alias as a record shows it: its source by name, not by key. */
function shown(alias: Alias, source: ServiceName | undefined): object {
  const { target: _, ...members } = alias;
  return { ...members, source: source === undefined ? null : `${source.namespace}/${source.service}` };
}

function saved(
  before: Alias | null,
  after: Alias,
  sources: { readonly before?: ServiceName | undefined; readonly after: ServiceName },
  action: string,
  by: Actor,
  wallMs: number,
): Decision<Alias> {
  const { namespace, name } = after;
  return {
    outcome: done(after),
    changes: [put('alias', nameKey(namespace, name), after)],
    operation: operationRecord({
      action,
      by,
      wallMs,
      names: { namespace, service: name },
      changes: fieldChanges(
        thing(after),
        before === null ? null : shown(before, sources.before),
        shown(after, sources.after),
      ),
    }),
  };
}
