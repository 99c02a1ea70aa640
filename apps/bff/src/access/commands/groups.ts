import { done, type Refusal, refused } from '@cynosure/shared/outcome.ts';
import { put, remove } from '../../registry/changes.ts';
import { type Command, decided, type KeySet, keyOf } from '../../registry/command.ts';
import { newHex32 } from '../../registry/commands/new-ids.ts';
import type { Actor } from '../../registry/model.ts';
import type { RegistryState } from '../../registry/state.ts';
import { allGroups, type Group, groupById } from '../group.ts';
import { type HeldRoles, tenantOf, userById } from '../user.ts';
import { defaultPolicyOfGroup } from './default-policy.ts';
import { keysOfTraces, tracesOfGroup } from './forget-principal.ts';
import { missingNamespace, restsOnNamespaces } from './namespace-roles.ts';
import { accessChanges, accessOperation, firstGeneration, secondsOf, secretChange } from './record.ts';
import { sessionsOf, sessionsOfOtherHolders } from './user-sessions.ts';

export type GroupDraft = HeldRoles &
  Pick<Group, 'name' | 'owner' | 'users' | 'comment' | 'source' | 'metadata'>;

const groupKey = (id: string) => keyOf.record('group', id);
const nameKey = (owner: string, name: string) => keyOf.record('group', `*name ${owner} ${name}`);
const userKey = (id: string) => keyOf.record('user', id);

/** Makes a group and its default policy (contract/auth.md §4). Refusals: NotFoundUser, UserGroupExisted. */
export function createGroup(draft: GroupDraft, by: Actor): Command<Group> {
  const id = newHex32();
  const policyId = newHex32();
  const users = [...new Set(draft.users)];
  return {
    name: 'createGroup',
    lane: 'operator',
    keys(state, keys) {
      keys.writes(groupKey(id));
      keys.writes(nameKey(draft.owner, draft.name));
      keys.writes(keyOf.record('policy', policyId));
      writesOfMembers(state, keys, users);
      restsOnNamespaces(keys, draft);
    },
    decide(state, now) {
      const fault = missingNamespace(state, draft);
      if (fault !== null) return decided(fault);
      if (!users.every((user) => isOf(state, user, draft.owner))) return decided(refused('NotFoundUser'));
      for (const one of allGroups(state)) {
        if (one.owner === draft.owner && one.name === draft.name) return decided(refused('UserGroupExisted'));
      }
      const seconds = secondsOf(now.wallMs);
      const group: Group = {
        ...draft,
        id,
        users,
        tokenGeneration: firstGeneration(),
        tokenEnabled: true,
        ctime: seconds,
        mtime: seconds,
      };
      const policy = { ...defaultPolicyOfGroup(group, seconds), id: policyId };
      return {
        outcome: done(group),
        changes: [
          put('group', id, group),
          put('policy', policyId, policy),
          ...sessionsOfOtherHolders(state, null, group),
        ],
        operation: accessOperation(
          'group.create',
          by,
          now.wallMs,
          accessChanges(null, { kind: 'group', of: group }),
        ),
      };
    },
  };
}

/** What rests on members, and whose sessions may end because their roles change with the group's. */
function writesOfMembers(state: RegistryState, keys: KeySet, users: readonly string[]): void {
  for (const user of users) {
    keys.reads(userKey(user));
    keysOfTraces(keys, sessionsOf(state, user));
  }
}

/** Members that an update gives; absent = stays. */
export type GroupPatch = Partial<Pick<Group, 'comment' | 'role' | 'namespaceRoles'>> & {
  readonly addUsers?: readonly string[];
  readonly removeUsers?: readonly string[];
};

/**
 * Whoever holds other roles by it signs in anew. Refusals: NotFoundUserGroup, NotFoundUser (to add), NoNeedUpdate.
 * Removing who is no member is no mistake.
 */
export function updateGroup(id: string, patch: GroupPatch, by: Actor): Command<Group> {
  const { addUsers = [], removeUsers = [], ...members } = patch;
  return writeGroup(
    'updateGroup',
    'group.update',
    id,
    by,
    (before, state) => {
      if (!addUsers.every((user) => isOf(state, user, before.owner))) return refused('NotFoundUser');
      const fault = missingNamespace(state, members);
      if (fault !== null) return fault;
      const users = [...new Set([...before.users, ...addUsers])].filter((one) => !removeUsers.includes(one));
      // Whoever names somebody to be removed has asked for something, if only for what is so already.
      const asksNothing = addUsers.length === 0 && removeUsers.length === 0;
      const after = { ...before, ...members, users };
      const isSame = accessChanges({ kind: 'group', of: before }, { kind: 'group', of: after }).length === 0;
      return isSame && asksNothing ? refused('NoNeedUpdate') : { after };
    },
    addUsers,
    members,
  );
}

/** Refusals: NotFoundUserGroup. */
export function enableGroupToken(id: string, tokenEnabled: boolean, by: Actor): Command<Group> {
  return writeGroup('enableGroupToken', 'group.tokenStatus', id, by, (before) => ({
    after: { ...before, tokenEnabled },
  }));
}

/** Renews a group's token: the one before is dead from then on. Refusals: NotFoundUserGroup. */
export function renewGroupToken(id: string, by: Actor): Command<Group> {
  return writeGroup(
    'renewGroupToken',
    'group.token',
    id,
    by,
    ({ tokenUse: _, ...before }, _state, wallMs) => ({
      after: { ...before, tokenGeneration: before.tokenGeneration + 1, tokenSinceAt: wallMs },
      isSecret: true,
    }),
  );
}

/** Deletes a group with its policy, tokens and its place in roles and policies. Refusals: NotFoundUserGroup. */
export function deleteGroup(id: string, by: Actor): Command<null> {
  return {
    name: 'deleteGroup',
    lane: 'operator',
    keys(state, keys) {
      keys.writes(groupKey(id));
      const group = groupById(state, id);
      if (group === undefined) return;
      keys.writes(nameKey(group.owner, group.name));
      writesOfMembers(state, keys, group.users);
      keysOfTraces(keys, tracesOfGroup(state, id));
    },
    decide(state, now) {
      const group = groupById(state, id);
      if (group === undefined) return decided(refused('NotFoundUserGroup'));
      return {
        outcome: done(null),
        changes: [
          remove('group', id),
          ...tracesOfGroup(state, id),
          ...sessionsOfOtherHolders(state, group, null),
        ],
        operation: accessOperation(
          'group.delete',
          by,
          now.wallMs,
          accessChanges({ kind: 'group', of: group }, null),
        ),
      };
    },
  };
}

/** Whether somebody exists and belongs to that main account. */
export function isOf(state: RegistryState, userId: string, tenant: string): boolean {
  const user = userById(state, userId);
  return user !== undefined && tenantOf(user) === tenant;
}

type Write = (
  before: Group,
  state: RegistryState,
  wallMs: number,
) => { readonly after: Group; readonly isSecret?: true } | Refusal;

function writeGroup(
  name: string,
  action: string,
  id: string,
  by: Actor,
  write: Write,
  users: readonly string[] = [],
  held: Pick<HeldRoles, 'namespaceRoles'> = {},
): Command<Group> {
  return {
    name,
    lane: 'operator',
    keys(state, keys) {
      keys.writes(groupKey(id));
      writesOfMembers(state, keys, [...users, ...(groupById(state, id)?.users ?? [])]);
      restsOnNamespaces(keys, held);
    },
    decide(state, now) {
      const before = groupById(state, id);
      if (before === undefined) return decided(refused('NotFoundUserGroup'));
      const written = write(before, state, now.wallMs);
      if ('code' in written) return decided(written);
      const changes = accessChanges({ kind: 'group', of: before }, { kind: 'group', of: written.after });
      if (written.isSecret) changes.push(secretChange({ kind: 'group', of: before }, '/token'));
      if (changes.length === 0) return decided(done(before));
      const after: Group = { ...written.after, mtime: secondsOf(now.wallMs) };
      return {
        outcome: done(after),
        changes: [put('group', id, after), ...sessionsOfOtherHolders(state, before, after)],
        operation: accessOperation(action, by, now.wallMs, changes),
      };
    },
  };
}
