import { type Change, put, remove } from '../../registry/changes.ts';
import { type KeySet, keyOf } from '../../registry/command.ts';
import type { RegistryState } from '../../registry/state.ts';
import { allApiTokens } from '../api-token.ts';
import { allGroups } from '../group.ts';
import { allPolicies, type Policy } from '../policy.ts';
import { allRoles } from '../role.ts';
import { sessionsOf } from './user-sessions.ts';

type Trace = Extract<Change, { kind: 'put' | 'remove' }>;

/** Everything that names a user and must not outlive it: an id may be given again. */
export const tracesOfUser = (state: RegistryState, id: string): Trace[] => [
  ...sessionsOf(state, id),
  ...tokensOf(state, 'user', id),
  ...[...allGroups(state)]
    .filter(({ users }) => users.includes(id))
    .map((group) => put('group', group.id, { ...group, users: without(group.users, id) })),
  ...rolesWith(state, 'users', id),
  ...policiesWith(state, 'users', 'users', id),
];

/** The same for a group. */
export const tracesOfGroup = (state: RegistryState, id: string): Trace[] => [
  ...tokensOf(state, 'group', id),
  ...rolesWith(state, 'groups', id),
  ...policiesWith(state, 'groups', 'user_groups', id),
];

/** The same for a role. */
export const tracesOfRole = (state: RegistryState, id: string): Trace[] =>
  policiesWith(state, 'roles', 'roles', id);

/** What a command writes that makes such changes. */
export function keysOfTraces(keys: KeySet, traces: readonly Trace[]): void {
  for (const { of, key } of traces) keys.writes(keyOf.record(of, key));
}

const tokensOf = (state: RegistryState, kind: 'user' | 'group', id: string): Trace[] =>
  [...allApiTokens(state)]
    .filter(({ holder }) => holder.kind === kind && holder.id === id)
    .map((token) => remove('token', token.id));

const rolesWith = (state: RegistryState, kind: 'users' | 'groups', id: string): Trace[] =>
  [...allRoles(state)]
    .filter((role) => role[kind].includes(id))
    .map((role) => put('role', role.id, { ...role, [kind]: without(role[kind], id) }));

/** Its own policy goes; from the others it is taken out, as who and as what. */
function policiesWith(
  state: RegistryState,
  kind: 'users' | 'groups' | 'roles',
  resource: 'users' | 'user_groups' | 'roles',
  id: string,
): Trace[] {
  const traces: Trace[] = [];
  for (const policy of allPolicies(state)) {
    const isWho = policy[kind].includes(id);
    const isWhat = policy.resources[resource]?.includes(id) ?? false;
    if (!isWho && !isWhat) continue;
    const cleaned: Policy = {
      ...policy,
      [kind]: without(policy[kind], id),
      resources: { ...policy.resources, [resource]: without(policy.resources[resource] ?? [], id) },
    };
    traces.push(isWho && policy.isDefault ? remove('policy', policy.id) : put('policy', policy.id, cleaned));
  }
  return traces;
}

const without = (ids: readonly string[], id: string): string[] => ids.filter((one) => one !== id);
