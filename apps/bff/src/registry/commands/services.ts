import { done, refused } from '@cynosure/shared/outcome.ts';
import { type Change, put } from '../changes.ts';
import { type Command, type Decision, decided, type KeySet, keyOf } from '../command.ts';
import type { Actor, FieldChange, Service } from '../model.ts';
import type { RegistryState } from '../state.ts';
import { newHex32 } from './new-ids.ts';
import {
  type ChangedThing,
  fieldChanges,
  isSameValue,
  operationRecord,
  tokenChange,
} from './operation-record.ts';
import { ensureNamespace, newService, parentKeys } from './parents.ts';

/** What an operator writes of a service. */
type Written = Pick<
  Service,
  | 'metadata'
  | 'ports'
  | 'business'
  | 'department'
  | 'cmdbMod1'
  | 'cmdbMod2'
  | 'cmdbMod3'
  | 'comment'
  | 'owners'
  | 'platformId'
  | 'exportTo'
>;

/** What an operator asks a service to be; members are checked already. */
export interface ServiceDraft extends Written {
  readonly namespace: string;
  readonly name: string;
}

/** Members that an update gives; absent = stays. The export list is always replaced (contract/http-naming.md §3). */
export type ServicePatch = Partial<Omit<Written, 'platformId' | 'exportTo'>> & Pick<Written, 'exportTo'>;

/** The new service, or the id of the service or alias that has the name already. */
export type Creation =
  | { readonly kind: 'created'; readonly service: Service }
  | { readonly kind: 'exists'; readonly id: string };

export const serviceThing = ({ id, namespace, name }: Service): ChangedThing => ({
  kind: 'service',
  id,
  label: `${namespace}/${name}`,
});

/** Creates a service, and its namespace on the way (contract/http-naming.md §3). */
export function createService(draft: ServiceDraft, by: Actor): Command<Creation> {
  const { namespace, name } = draft;
  return {
    name: 'createService',
    lane: 'operator',
    keys: (state, keys) => {
      parentKeys(state, keys, namespace, name);
      keys.writes(keyOf.service(namespace, name));
    },
    decide(state, now) {
      const known = state.services.service(namespace, name)?.service ?? state.services.alias(namespace, name);
      if (known !== undefined) return decided(done({ kind: 'exists', id: known.id }));
      const seconds = Math.floor(now.wallMs / 1000);
      const changes: Change[] = [];
      ensureNamespace(state, namespace, draft.owners, seconds, changes);
      const key = state.services.reserveKey();
      const service = { ...newService(namespace, name, key, draft.owners, seconds), ...draft };
      changes.push(put('service', String(key), service));
      return {
        outcome: done({ kind: 'created', service }),
        changes,
        operation: operationRecord({
          action: 'service.create',
          by,
          wallMs: now.wallMs,
          names: { namespace, service: name },
          changes: fieldChanges(serviceThing(service), null, service),
        }),
      };
    },
  };
}

/**
 * Changes a service; by the name of an alias, its source. A new revision only for given metadata that differ.
 * `ungivenMetadata`: `go` is what the reference does with an update that changes something and gives none
 * (recorded case http-services/update). Refusals: NotFoundResource, NoNeedUpdate.
 */
export function updateService(
  namespace: string,
  name: string,
  patch: ServicePatch,
  by: Actor,
  ungivenMetadata: 'stay' | 'go' = 'stay',
): Command<Service> {
  return {
    name: 'updateService',
    lane: 'operator',
    keys: (state, keys) => sourceKeys(state, keys, namespace, name),
    decide(state, now) {
      const before = state.services.resolve(namespace, name)?.service;
      if (before === undefined) return decided(refused('NotFoundResource'));
      const thing = serviceThing(before);
      const given = Object.entries(patch).filter(([, value]) => value !== undefined);
      const wanted: Service = { ...before, ...Object.fromEntries(given) };
      if (fieldChanges(thing, before, wanted).length === 0) return decided(refused('NoNeedUpdate'));
      const revision = isSameValue(before.metadata, wanted.metadata) ? before.revision : newHex32();
      const metadata = patch.metadata === undefined && ungivenMetadata === 'go' ? {} : wanted.metadata;
      const after = { ...wanted, metadata, revision };
      return written(before, after, 'service.update', fieldChanges(thing, before, after), by, now.wallMs);
    },
  };
}

/** Answers the service with its new token and revision. Refusals: NotFoundResource. */
export function resetServiceToken(namespace: string, name: string, by: Actor): Command<Service> {
  return {
    name: 'resetServiceToken',
    lane: 'operator',
    keys: (state, keys) => sourceKeys(state, keys, namespace, name),
    decide(state, now) {
      const before = state.services.resolve(namespace, name)?.service;
      if (before === undefined) return decided(refused('NotFoundResource'));
      const after = { ...before, token: newHex32(), revision: newHex32() };
      return written(before, after, 'service.token', [tokenChange(serviceThing(before))], by, now.wallMs);
    },
  };
}

/** The name itself is rested on, the service that it means is written. */
function sourceKeys(state: RegistryState, keys: KeySet, namespace: string, name: string): void {
  const source = state.services.resolve(namespace, name)?.service;
  keys.reads(keyOf.service(namespace, name));
  if (source !== undefined) keys.writes(keyOf.service(source.namespace, source.name));
}

function written(
  before: Service,
  after: Service,
  action: string,
  changes: readonly FieldChange[],
  by: Actor,
  wallMs: number,
): Decision<Service> {
  const service = { ...after, mtime: Math.floor(wallMs / 1000) };
  return {
    outcome: done(service),
    changes: [put('service', String(before.key), service)],
    operation: operationRecord({
      action,
      by,
      wallMs,
      names: { namespace: before.namespace, service: before.name },
      changes,
    }),
  };
}
