import { type Change, put } from '../changes.ts';
import { type KeySet, keyOf } from '../command.ts';
import type { Namespace, Service } from '../model.ts';
import type { RegistryState } from '../state.ts';
import { newHex32 } from './new-ids.ts';

/** Owner of what a client's registration creates on the way (contract/grpc-naming.md §3). */
const SYSTEM_OWNER = 'Polaris';

/** A namespace with defaults; `wallSeconds` = now. */
export const newNamespace = (name: string, owners: string, wallSeconds: number): Namespace => ({
  name,
  comment: '',
  owners,
  token: newHex32(),
  exportTo: [],
  metadata: {},
  ctime: wallSeconds,
  mtime: wallSeconds,
});

/** A service with defaults. */
export const newService = (
  namespace: string,
  name: string,
  key: number,
  owners: string,
  wallSeconds: number,
): Service => ({
  id: newHex32(),
  key,
  namespace,
  name,
  metadata: {},
  ports: '',
  business: '',
  department: '',
  cmdbMod1: '',
  cmdbMod2: '',
  cmdbMod3: '',
  comment: '',
  owners,
  platformId: '',
  token: newHex32(),
  revision: newHex32(),
  exportTo: [],
  ctime: wallSeconds,
  mtime: wallSeconds,
});

/** Keys of a write below a service: read where the parents exist, written where they will be created. */
export function parentKeys(state: RegistryState, keys: KeySet, namespace: string, service: string): void {
  const namespaceKey = keyOf.namespace(namespace);
  if (state.services.namespaces.has(namespace)) keys.reads(namespaceKey);
  else keys.writes(namespaceKey);
  const serviceKey = keyOf.service(namespace, service);
  if (state.services.isTaken(namespace, service)) keys.reads(serviceKey);
  else keys.writes(serviceKey);
}

/** Creates the namespace if it is missing; adds what it takes to `changes`. */
export function ensureNamespace(
  state: RegistryState,
  name: string,
  owners: string | undefined,
  wallSeconds: number,
  changes: Change[],
): void {
  if (state.services.namespaces.has(name)) return;
  changes.push(put('namespace', name, newNamespace(name, owners ?? SYSTEM_OWNER, wallSeconds)));
}

/** The key of the service, which is created if it is missing; adds what it takes to `changes`. */
export function ensureService(
  state: RegistryState,
  namespace: string,
  service: string,
  owners: string | undefined,
  wallSeconds: number,
  changes: Change[],
): number {
  const known = state.services.service(namespace, service);
  if (known !== undefined) return known.service.key;
  ensureNamespace(state, namespace, owners, wallSeconds, changes);
  const key = state.services.reserveKey();
  changes.push(
    put('service', String(key), newService(namespace, service, key, owners ?? SYSTEM_OWNER, wallSeconds)),
  );
  return key;
}
