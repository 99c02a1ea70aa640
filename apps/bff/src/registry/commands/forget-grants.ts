import { type Change, type JsonObject, put } from '../changes.ts';
import { type KeySet, keyOf } from '../command.ts';
import type { RegistryState } from '../state.ts';

type RecordChange = Extract<Change, { kind: 'put' }>;

/**
 * Takes a namespace or a service that goes out of what policies, users and groups say of it: whoever makes it
 * again under the same name must not inherit who may do what with it. Knows of those records only where they
 * name things (access/policy.ts, access/user.ts).
 */
export function forgottenGrants(
  state: RegistryState,
  kind: 'namespaces' | 'services',
  id: string,
): RecordChange[] {
  const changes: RecordChange[] = [];
  for (const [key, policy] of state.kept.policy) {
    const resources = objectOf(policy.resources);
    const named = resources[kind];
    if (!Array.isArray(named) || !named.includes(id)) continue;
    const left = named.filter((one) => one !== id);
    changes.push(put('policy', key, { ...policy, resources: { ...resources, [kind]: left } }));
  }
  if (kind === 'services') return changes;
  for (const kept of ['user', 'group'] as const) {
    for (const [key, holder] of state.kept[kept]) {
      const held = holder.namespaceRoles;
      if (!Array.isArray(held) || !held.some((one) => objectOf(one).namespace === id)) continue;
      const left = held.filter((one) => objectOf(one).namespace !== id);
      changes.push(put(kept, key, { ...holder, namespaceRoles: left }));
    }
  }
  return changes;
}

/** What a command writes that makes such changes. */
export function keysOfGrants(keys: KeySet, grants: readonly RecordChange[]): void {
  for (const { of, key } of grants) keys.writes(keyOf.record(of, key));
}

// What is read of it is checked by each reader.
const objectOf = (value: unknown): JsonObject =>
  typeof value === 'object' && value !== null ? (value as JsonObject) : {};
