import { type Refusal, refused } from '@cynosure/shared/outcome.ts';
import { type KeySet, keyOf } from '../../registry/command.ts';
import type { RegistryState } from '../../registry/state.ts';
import type { HeldRoles } from '../user.ts';

type Held = Pick<HeldRoles, 'namespaceRoles'>;

/** A role in a namespace rests on its being there: when it goes, the role goes with it. */
export function restsOnNamespaces(keys: KeySet, { namespaceRoles = [] }: Held): void {
  for (const { namespace } of namespaceRoles) keys.reads(keyOf.namespace(namespace));
}

/** NotFoundNamespace for the first one that is not there, else null. */
export function missingNamespace(state: RegistryState, { namespaceRoles = [] }: Held): Refusal | null {
  const missing = namespaceRoles.find(({ namespace }) => !state.services.namespaces.has(namespace));
  return missing === undefined
    ? null
    : refused('NotFoundNamespace', `there is no namespace ${missing.namespace}`);
}
