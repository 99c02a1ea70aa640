import type { Namespace, Service } from '../registry/model.ts';
import type { RegistryState } from '../registry/state.ts';
import type { Group } from './group.ts';
import type { Policy } from './policy.ts';
import type { Ref } from './resource.ts';
import type { CustomRole } from './role.ts';
import { tenantOf, type User } from './user.ts';

const ofNamespace = ({ name, metadata }: Namespace): Ref => ({
  kind: 'namespaces',
  id: name,
  namespace: name,
  labels: metadata,
});

const ofService = ({ id, namespace, metadata }: Service): Ref => ({
  kind: 'services',
  id,
  namespace,
  labels: metadata,
});

/** A namespace by its name, also one that is not there. */
export function namespaceRef({ services }: RegistryState, name: string): Ref {
  const namespace = services.namespaces.get(name);
  return namespace === undefined
    ? { kind: 'namespaces', id: name, namespace: name, isNew: true }
    : ofNamespace(namespace);
}

/**
 * A service by a name, the source behind an alias; where there is none, the namespace in which it would be.
 * The namespace that was asked in counts as well: a name in a closed one is not opened by its alias.
 */
export function serviceRef(state: RegistryState, namespace: string, name: string): Ref {
  const service = state.services.resolve(namespace, name)?.service;
  if (service === undefined) return namespaceRef(state, namespace);
  return service.namespace === namespace
    ? ofService(service)
    : { ...ofService(service), askedIn: [namespace] };
}

/** The service of an instance that is registered; undefined where there is none. */
export function instanceRef(state: RegistryState, id: string): Ref | undefined {
  const slot = state.instances.slotOf(id);
  return slot === -1 ? undefined : ofService(state.serviceOf(slot).service);
}

export const refOfService = ofService;
export const refOfNamespace = ofNamespace;

export const userRef = (user: User): Ref => ({
  kind: 'users',
  id: user.id,
  tenant: tenantOf(user),
  ...(user.kind === 'main' ? { isMain: true } : {}),
});

export const groupRef = ({ id, owner }: Group): Ref => ({ kind: 'user_groups', id, tenant: owner });
export const roleRef = ({ id, owner }: Pick<CustomRole, 'id' | 'owner'>): Ref => ({
  kind: 'roles',
  id,
  tenant: owner,
});
export const policyRef = ({ id, owner }: Policy): Ref => ({ kind: 'auth_policies', id, tenant: owner });

/** What a registration touches: the service, and the one of an instance whose id it takes over. */
export function refsOfRegistration(
  state: RegistryState,
  { id, namespace, service }: { readonly id?: string; readonly namespace: string; readonly service: string },
): Ref[] {
  const ref = serviceRef(state, namespace, service);
  const known = id === undefined ? undefined : instanceRef(state, id);
  return known === undefined || known.id === ref.id ? [ref] : [ref, known];
}

/** What a call about one instance touches; of one that is not there the service that it names, if it does. */
export function refsOfInstance(
  state: RegistryState,
  id: string,
  { namespace, service }: { readonly namespace?: string | undefined; readonly service?: string | undefined },
): Ref[] {
  const known = instanceRef(state, id);
  if (known !== undefined) return [known];
  return namespace && service ? [serviceRef(state, namespace, service)] : [];
}
