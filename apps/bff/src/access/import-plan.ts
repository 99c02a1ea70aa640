import type { ForeignAccounts, ForeignGroup, ForeignUser } from '../registry/foreign-accounts.ts';
import type { RegistryState } from '../registry/state.ts';
import { isAccountName } from './account-rules.ts';
import { firstGeneration } from './commands/record.ts';
import { allGroups, type Group, groupById } from './group.ts';
import { isImportedHash, LOCKED } from './imported-password.ts';
import { mainAccount, type User, userById, usersOf } from './user.ts';

/** What is not taken over, and why, in a sentence's end. */
export interface Skipped {
  readonly kind: 'user' | 'group';
  readonly id: string;
  readonly name: string;
  readonly why: string;
}

export interface ImportPlan {
  readonly users: readonly User[];
  readonly groups: readonly Group[];
  readonly skipped: readonly Skipped[];
}

const TYPE = { administrator: 0, main: 20, sub: 50 } as const;
const ID = /^[\w.-]{1,128}$/;

/** The main account whose accounts are taken over: a registry has one. */
export const mainOf = ({ users }: ForeignAccounts): ForeignUser | undefined =>
  users.find(({ type }) => type === TYPE.main) ?? users.find(({ type }) => type === TYPE.administrator);

/**
 * What of the reference's accounts becomes ours: the main account unless there is one here, with its sub accounts
 * and groups. `locked`: ids of accounts whose password must not open anything.
 */
export function planImport(
  foreign: ForeignAccounts,
  state: RegistryState,
  locked: ReadonlySet<string>,
  seconds: number,
): ImportPlan {
  const users: User[] = [];
  const skipped: Skipped[] = [];
  const skip = (kind: Skipped['kind'], { id, name }: Pick<Skipped, 'id' | 'name'>, why: string) =>
    void skipped.push({ kind, id, name, why });
  const theirMain = mainOf(foreign);
  const ourMain = mainAccount(state);
  const main = ourMain ?? (theirMain && { ...newUser(theirMain, '', locked, seconds) });
  if (main !== undefined && ourMain === undefined) users.push(main);
  const names = new Set(ourMain === undefined ? [] : usersOf(state, ourMain.id).map(({ name }) => name));
  if (main !== undefined) names.add(main.name);
  for (const one of foreign.users) {
    if (one === theirMain && (ourMain === undefined || one.name === ourMain.name)) continue;
    const why = whyNotUser(one, theirMain, names, state);
    if (why !== null || main === undefined) skip('user', one, why ?? 'has no main account');
    else {
      names.add(one.name);
      users.push(newUser(one, main.id, locked, seconds));
    }
  }
  const known = new Set(users.map(({ id }) => id));
  const groups: Group[] = [];
  const groupNames = new Set([...allGroups(state)].map(({ name }) => name));
  for (const one of foreign.groups) {
    const why = whyNotGroup(one, theirMain, groupNames, state);
    if (why !== null || main === undefined) skip('group', one, why ?? 'has no main account');
    else {
      groupNames.add(one.name);
      groups.push(newGroup(one, main.id, known, seconds));
    }
  }
  return { users, groups, skipped };
}

function whyNotUser(
  one: ForeignUser,
  main: ForeignUser | undefined,
  names: ReadonlySet<string>,
  state: RegistryState,
): string | null {
  if (one.type === TYPE.main || one.type === TYPE.administrator) return 'is one more main account';
  if (one.type !== TYPE.sub) return `is of the unknown type ${one.type}`;
  if (!ID.test(one.id)) return 'has an id that cannot be kept';
  if (!isAccountName(one.name)) return 'has a name that is not allowed';
  if (one.owner !== main?.id) return 'belongs to a main account that is not taken over';
  if (names.has(one.name)) return 'has the name of another account';
  if (userById(state, one.id) !== undefined) return 'has the id of another account';
  return isImportedHash(one.passwordHash) ? null : 'has a password that is no bcrypt hash of cost 4 to 12';
}

function whyNotGroup(
  one: ForeignGroup,
  main: ForeignUser | undefined,
  names: ReadonlySet<string>,
  state: RegistryState,
): string | null {
  if (!ID.test(one.id)) return 'has an id that cannot be kept';
  if (!isAccountName(one.name)) return 'has a name that is not allowed';
  if (one.owner !== main?.id) return 'belongs to a main account that is not taken over';
  if (names.has(one.name)) return 'has the name of another group';
  return groupById(state, one.id) === undefined ? null : 'has the id of another group';
}

/** `owner`: '' makes a main account. */
const newUser = (one: ForeignUser, owner: string, locked: ReadonlySet<string>, seconds: number): User => ({
  id: one.id,
  name: one.name,
  kind: owner === '' ? 'main' : 'sub',
  owner,
  role: owner === '' ? 'owner' : null,
  passwordHash: locked.has(one.id) || !isImportedHash(one.passwordHash) ? LOCKED : one.passwordHash,
  hasReferenceDefault: false,
  tokenGeneration: firstGeneration(),
  tokenEnabled: owner === '' || one.tokenEnabled,
  source: one.source,
  comment: one.comment,
  ...(one.mobile === '' ? {} : { mobile: one.mobile }),
  ...(one.email === '' ? {} : { email: one.email }),
  ctime: seconds,
  mtime: seconds,
});

const newGroup = (one: ForeignGroup, owner: string, known: ReadonlySet<string>, seconds: number): Group => ({
  id: one.id,
  name: one.name,
  owner,
  role: null,
  users: one.users.filter((id) => known.has(id)),
  tokenGeneration: firstGeneration(),
  tokenEnabled: one.tokenEnabled,
  source: 'Polaris',
  comment: one.comment,
  metadata: {},
  ctime: seconds,
  mtime: seconds,
});
