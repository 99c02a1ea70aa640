import { done, refused } from '@cynosure/shared/outcome.ts';
import { remove } from '../changes.ts';
import { type Command, decided, keyOf } from '../command.ts';
import { guardKey } from '../guard.ts';
import type { Actor } from '../model.ts';
import { removalOfAlias } from './aliases.ts';
import { forgottenGrants, keysOfGrants } from './forget-grants.ts';
import { forgottenGuard } from './guard.ts';
import { fieldChanges, operationRecord } from './operation-record.ts';
import { serviceThing } from './services.ts';

/**
 * Deletes a service; by the name of an alias, the alias. Deleting what is not there is a success. Refusals:
 * ServiceExistedInstances, ServiceExistedAlias (contract/http-naming.md §3).
 */
export function deleteService(namespace: string, name: string, by: Actor): Command<null> {
  return {
    name: 'deleteService',
    lane: 'operator',
    // Instances and aliases below a service read its key, so what is counted here cannot change meanwhile.
    keys(state, keys) {
      keys.writes(keyOf.service(namespace, name));
      const id = state.services.service(namespace, name)?.service.id;
      if (id !== undefined) keysOfGrants(keys, forgottenGrants(state, 'services', id));
    },
    decide(state, now) {
      const alias = state.services.alias(namespace, name);
      if (alias !== undefined) return removalOfAlias(state, alias, by, now.wallMs);
      const entry = state.services.service(namespace, name);
      if (entry === undefined) return decided(done(null));
      if (entry.total > 0) return decided(refused('ServiceExistedInstances'));
      if (entry.aliases.size > 0) return decided(refused('ServiceExistedAlias'));
      return {
        outcome: done(null),
        changes: [
          remove('service', String(entry.service.key)),
          ...forgottenGrants(state, 'services', entry.service.id),
          ...forgottenGuard(state, guardKey.service(entry.service)),
        ],
        operation: operationRecord({
          action: 'service.delete',
          by,
          wallMs: now.wallMs,
          names: { namespace, service: name },
          changes: fieldChanges(serviceThing(entry.service), entry.service, null),
        }),
      };
    },
  };
}
