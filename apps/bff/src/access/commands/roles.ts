import type { Role } from '@cynosure/shared/console/access.ts';
import { done, type Refusal, refused } from '@cynosure/shared/outcome.ts';
import { type Change, put, remove } from '../../registry/changes.ts';
import { type Command, decided, type KeySet, keyOf } from '../../registry/command.ts';
import type { Actor, FieldChange } from '../../registry/model.ts';
import type { RegistryState } from '../../registry/state.ts';
import { allGroups, groupById } from '../group.ts';
import { allRoles, type CustomRole, roleById } from '../role.ts';
import { usersOf } from '../user.ts';
import { keysOfTraces, tracesOfRole } from './forget-principal.ts';
import { isOf } from './groups.ts';
import { accessChanges, accessOperation, secondsOf } from './record.ts';
import { sessionsOf, sessionsOfOtherHolders } from './user-sessions.ts';

export type RoleDraft = Omit<CustomRole, 'ctime' | 'mtime'>;
type Members = Pick<CustomRole, 'users' | 'groups'>;

const roleKey = (id: string) => keyOf.record('role', id);
const nameKey = (owner: string, name: string) => keyOf.record('role', `*name ${owner} ${name}`);

function restsOn(keys: KeySet, { users, groups }: Members): void {
  for (const id of users) keys.reads(keyOf.record('user', id));
  for (const id of groups) keys.reads(keyOf.record('group', id));
}

function missing(state: RegistryState, tenant: string, { users, groups }: Members): Refusal | null {
  if (!users.every((id) => isOf(state, id, tenant))) return refused('NotFoundUser');
  return groups.every((id) => groupById(state, id)?.owner === tenant) ? null : refused('NotFoundUserGroup');
}

/** Refusals: ExistedResource (its id or name is taken), NotFoundUser, NotFoundUserGroup. */
export function createRole(draft: RoleDraft, by: Actor): Command<CustomRole> {
  const { id, owner } = draft;
  return {
    name: 'createRole',
    lane: 'operator',
    keys(_state, keys) {
      keys.writes(roleKey(id));
      keys.writes(nameKey(owner, draft.name));
      restsOn(keys, draft);
    },
    decide(state, now) {
      const isTaken = [...allRoles(state)].some(
        (one) => one.id === id || (one.owner === owner && one.name === draft.name),
      );
      const fault = isTaken ? refused('ExistedResource') : missing(state, owner, draft);
      if (fault !== null) return decided(fault);
      const seconds = secondsOf(now.wallMs);
      const role: CustomRole = { ...draft, ctime: seconds, mtime: seconds };
      return {
        outcome: done(role),
        changes: [put('role', id, role)],
        operation: accessOperation(
          'role.create',
          by,
          now.wallMs,
          accessChanges(null, { kind: 'role', of: role }),
        ),
      };
    },
  };
}

/** Members that an update gives; absent = stays. */
export type RolePatch = Partial<Pick<CustomRole, 'comment' | 'metadata' | 'source' | 'users' | 'groups'>>;

/** Refusals: NotFoundResource, NotFoundUser, NotFoundUserGroup, NoNeedUpdate. */
export function updateRole(id: string, patch: RolePatch, by: Actor): Command<CustomRole> {
  return {
    name: 'updateRole',
    lane: 'operator',
    keys(_state, keys) {
      keys.writes(roleKey(id));
      restsOn(keys, { users: patch.users ?? [], groups: patch.groups ?? [] });
    },
    decide(state, now) {
      const before = roleById(state, id);
      if (before === undefined) return decided(refused('NotFoundResource', 'not found role'));
      const wanted = { ...before, ...patch };
      const fault = missing(state, before.owner, wanted);
      if (fault !== null) return decided(fault);
      const changes = accessChanges({ kind: 'role', of: before }, { kind: 'role', of: wanted });
      if (changes.length === 0) return decided(refused('NoNeedUpdate'));
      const after = { ...wanted, mtime: secondsOf(now.wallMs) };
      return {
        outcome: done(after),
        changes: [put('role', id, after)],
        operation: accessOperation('role.update', by, now.wallMs, changes),
      };
    },
  };
}

/** Deletes a role and takes it out of the policies. Deleting what is not there is a success. */
export function deleteRole(id: string, by: Actor): Command<null> {
  return {
    name: 'deleteRole',
    lane: 'operator',
    keys(state, keys) {
      keys.writes(roleKey(id));
      const role = roleById(state, id);
      if (role !== undefined) keys.writes(nameKey(role.owner, role.name));
      keysOfTraces(keys, tracesOfRole(state, id));
    },
    decide(state, now) {
      const role = roleById(state, id);
      if (role === undefined) return decided(done(null));
      return {
        outcome: done(null),
        changes: [remove('role', id), ...tracesOfRole(state, id)],
        operation: accessOperation(
          'role.delete',
          by,
          now.wallMs,
          accessChanges({ kind: 'role', of: role }, null),
        ),
      };
    },
  };
}

/**
 * Says who holds a built-in role everywhere: whoever is not named loses it. The main account stays an owner.
 * Refusals: NotFoundUser, NotFoundUserGroup, NoNeedUpdate.
 */
export function setHolders(role: Role, tenant: string, members: Partial<Members>, by: Actor): Command<null> {
  const changesFor = (state: RegistryState, mtime: number) =>
    holderChanges(state, role, tenant, members, mtime);
  return {
    name: 'setHolders',
    lane: 'operator',
    keys(state, keys) {
      restsOn(keys, { users: members.users ?? [], groups: members.groups ?? [] });
      const { changes } = changesFor(state, 0);
      keysOfTraces(
        keys,
        changes.filter((one) => one.kind === 'put' || one.kind === 'remove'),
      );
    },
    decide(state, now) {
      const fault = missing(state, tenant, { users: members.users ?? [], groups: members.groups ?? [] });
      if (fault !== null) return decided(fault);
      const { changes, fields } = changesFor(state, secondsOf(now.wallMs));
      if (fields.length === 0) return decided(refused('NoNeedUpdate'));
      return {
        outcome: done(null),
        changes,
        operation: accessOperation('role.update', by, now.wallMs, fields),
      };
    },
  };
}

function holderChanges(
  state: RegistryState,
  role: Role,
  tenant: string,
  { users, groups }: Partial<Members>,
  mtime: number,
): { changes: Change[]; fields: FieldChange[] } {
  const changes: Change[] = [];
  const fields: FieldChange[] = [];
  /** By key: somebody may hold it itself and through several groups. */
  const ends = new Map<string, Change>();
  const wantedRole = (held: Role | null, isNamed: boolean): Role | null => {
    if (isNamed) return role;
    return held === role ? null : held;
  };
  for (const user of users === undefined ? [] : usersOf(state, tenant)) {
    const wanted = wantedRole(user.role, users?.includes(user.id) ?? false);
    if (user.kind === 'main' || wanted === user.role) continue;
    const after = { ...user, role: wanted, mtime };
    changes.push(put('user', user.id, after));
    for (const end of sessionsOf(state, user.id)) ends.set(end.key, end);
    fields.push(...accessChanges({ kind: 'user', of: user }, { kind: 'user', of: after }));
  }
  for (const group of groups === undefined ? [] : allGroups(state)) {
    const wanted = wantedRole(group.role, groups?.includes(group.id) ?? false);
    if (group.owner !== tenant || wanted === group.role) continue;
    const after = { ...group, role: wanted, mtime };
    changes.push(put('group', group.id, after));
    for (const end of sessionsOfOtherHolders(state, group, after)) ends.set(end.key, end);
    fields.push(...accessChanges({ kind: 'group', of: group }, { kind: 'group', of: after }));
  }
  return { changes: [...changes, ...ends.values()], fields };
}
