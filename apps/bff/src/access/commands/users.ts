import { done, type Refusal, refused } from '@cynosure/shared/outcome.ts';
import { type Change, put, remove } from '../../registry/changes.ts';
import { type Command, decided, keyOf } from '../../registry/command.ts';
import { newHex32 } from '../../registry/commands/new-ids.ts';
import { isSameValue } from '../../registry/commands/operation-record.ts';
import type { Actor, FieldChange } from '../../registry/model.ts';
import type { RegistryState } from '../../registry/state.ts';
import { type HeldRoles, tenantOf, type User, userById, usersOf } from '../user.ts';
import { defaultPolicyOfUser } from './default-policy.ts';
import { keysOfTraces, tracesOfUser } from './forget-principal.ts';
import { missingNamespace, restsOnNamespaces } from './namespace-roles.ts';
import { accessChanges, accessOperation, firstGeneration, secondsOf, secretChange } from './record.ts';
import { sessionsOf } from './user-sessions.ts';

/** An account to make below a main one; members are checked already. */
export type UserDraft = HeldRoles &
  Pick<User, 'name' | 'owner' | 'passwordHash' | 'comment' | 'source'> & {
    /** Given by the caller; absent = a new one. */
    readonly id?: string;
    readonly mobile?: string;
    readonly email?: string;
    readonly metadata?: Readonly<Record<string, string>>;
  };

const userKey = (id: string) => keyOf.record('user', id);
/** Two accounts of one name write the same. */
const nameKey = (owner: string, name: string) => keyOf.record('user', `*name ${owner} ${name}`);

/** Makes a sub account and its default policy (contract/auth.md §3.2). Refusals: NotFoundOwnerUser, UserExisted. */
export function createUser({ id = newHex32(), ...draft }: UserDraft, by: Actor): Command<User> {
  const policyId = newHex32();
  return {
    name: 'createUser',
    lane: 'operator',
    keys(_state, keys) {
      keys.reads(userKey(draft.owner));
      restsOnNamespaces(keys, draft);
      keys.writes(userKey(id));
      keys.writes(nameKey(draft.owner, draft.name));
      keys.writes(keyOf.record('policy', policyId));
    },
    decide(state, now) {
      if (userById(state, draft.owner)?.kind !== 'main') return decided(refused('NotFoundOwnerUser'));
      const isTaken = usersOf(state, draft.owner).some((one) => one.name === draft.name);
      if (isTaken || userById(state, id) !== undefined) return decided(refused('UserExisted'));
      const fault = missingNamespace(state, draft);
      if (fault !== null) return decided(fault);
      const seconds = secondsOf(now.wallMs);
      const user: User = {
        ...draft,
        id,
        kind: 'sub',
        hasReferenceDefault: false,
        tokenGeneration: firstGeneration(),
        tokenEnabled: true,
        ctime: seconds,
        mtime: seconds,
      };
      const policy = { ...defaultPolicyOfUser(user, seconds), id: policyId };
      return {
        outcome: done(user),
        changes: [put('user', id, user), put('policy', policy.id, policy)],
        operation: accessOperation(
          'user.create',
          by,
          now.wallMs,
          accessChanges(null, { kind: 'user', of: user }),
        ),
      };
    },
  };
}

/** Members that an update gives; absent = stays. */
export type UserPatch = Partial<Pick<User, 'comment' | 'role' | 'namespaceRoles'>>;

/**
 * Changes comment or roles; whoever's roles change signs in anew. A success also where nothing changes.
 * Refusals: NotFoundUser; NotAllowedAccess for the roles of a main account.
 */
export function updateUser(id: string, patch: UserPatch, by: Actor): Command<User> {
  const write: Write = (before, state) => {
    const fault = missingNamespace(state, patch);
    if (fault !== null) return fault;
    const changesRoles =
      (patch.role !== undefined && patch.role !== before.role) ||
      (patch.namespaceRoles !== undefined && !isSameValue(patch.namespaceRoles, before.namespaceRoles ?? []));
    if (changesRoles && before.kind === 'main') {
      return refused('NotAllowedAccess', 'a main account is always an owner');
    }
    return { after: { ...before, ...patch }, also: changesRoles ? sessionsOf(state, id) : [] };
  };
  return writeUser('updateUser', 'user.update', id, by, write, patch);
}

/**
 * Sets a password, given as its hash, and ends the sessions that the old one opened. `keepSession`: the one
 * that asks. The tokens stay (contract/auth.md §3.2). Refusals: NotFoundUser.
 */
export function changePassword(
  id: string,
  passwordHash: string,
  by: Actor,
  keepSession?: string,
): Command<User> {
  return writeUser('changePassword', 'user.password', id, by, (before, state) => ({
    after: { ...before, passwordHash, hasReferenceDefault: false },
    also: sessionsOf(state, id).filter(({ key }) => key !== keepSession),
    secret: '/password',
  }));
}

/** Turns a user's token on or off. Refusals: NotFoundUser; NotAllowedAccess for a main account (contract §3.2). */
export function enableToken(id: string, tokenEnabled: boolean, by: Actor): Command<User> {
  return writeUser('enableToken', 'user.tokenStatus', id, by, (before) =>
    before.kind === 'main' && !tokenEnabled
      ? refused('NotAllowedAccess', 'only disable sub-account token')
      : { after: { ...before, tokenEnabled } },
  );
}

/** Renews a user's token: the one before is dead from then on. Refusals: NotFoundUser. */
export function renewToken(id: string, by: Actor): Command<User> {
  return writeUser('renewToken', 'user.token', id, by, ({ tokenUse: _, ...before }, _state, wallMs) => ({
    after: { ...before, tokenGeneration: before.tokenGeneration + 1, tokenSinceAt: wallMs },
    secret: '/token',
  }));
}

/**
 * Deletes a sub account with all that belongs to it: its policy, sessions, tokens, its place in groups, roles and
 * policies. Refusals: NotFoundUser; a main account: SubAccountExisted, or NotAllowedAccess.
 */
export function deleteUser(id: string, by: Actor): Command<null> {
  return {
    name: 'deleteUser',
    lane: 'operator',
    keys(state, keys) {
      keys.writes(userKey(id));
      const user = userById(state, id);
      if (user === undefined) return;
      keys.writes(nameKey(tenantOf(user), user.name));
      keysOfTraces(keys, tracesOfUser(state, id));
    },
    decide(state, now) {
      const user = userById(state, id);
      if (user === undefined) return decided(refused('NotFoundUser'));
      if (user.kind === 'main') {
        const hasSubs = usersOf(state, id).length > 1;
        return decided(refused(hasSubs ? 'SubAccountExisted' : 'NotAllowedAccess'));
      }
      return {
        outcome: done(null),
        changes: [remove('user', id), ...tracesOfUser(state, id)],
        operation: accessOperation(
          'user.delete',
          by,
          now.wallMs,
          accessChanges({ kind: 'user', of: user }, null),
        ),
      };
    },
  };
}

interface Written {
  readonly after: User;
  /** What goes with it, in the same commit. */
  readonly also?: readonly Change[];
  /** A secret that is new, though no member that may be shown differs. */
  readonly secret?: '/token' | '/password';
}

type Write = (before: User, state: RegistryState, wallMs: number) => Written | Refusal;

function writeUser(
  name: string,
  action: string,
  id: string,
  by: Actor,
  write: Write,
  held: Pick<HeldRoles, 'namespaceRoles'> = {},
): Command<User> {
  return {
    name,
    lane: 'operator',
    keys(state, keys) {
      keys.writes(userKey(id));
      restsOnNamespaces(keys, held);
      keysOfTraces(keys, sessionsOf(state, id));
    },
    decide(state, now) {
      const before = userById(state, id);
      if (before === undefined) return decided(refused('NotFoundUser'));
      const written = write(before, state, now.wallMs);
      if ('code' in written) return decided(written);
      const changes: FieldChange[] = accessChanges(
        { kind: 'user', of: before },
        { kind: 'user', of: written.after },
      );
      if (written.secret !== undefined)
        changes.push(secretChange({ kind: 'user', of: before }, written.secret));
      if (changes.length === 0) return decided(done(before));
      const after: User = { ...written.after, mtime: secondsOf(now.wallMs) };
      return {
        outcome: done(after),
        changes: [put('user', id, after), ...(written.also ?? [])],
        operation: accessOperation(action, by, now.wallMs, changes),
      };
    },
  };
}
