import type { Role } from '@cynosure/shared/console/access.ts';
import type { JsonObject } from '../registry/changes.ts';
import type { RegistryState } from '../registry/state.ts';
import { LOCKED } from './imported-password.ts';

/** A built-in role in one namespace and everything in it. */
export type NamespaceRole = { readonly namespace: string; readonly role: Role };

/** Built-in roles that a user or a group holds: one everywhere, and one in a namespace each. */
export type HeldRoles = {
  /** null: none but what policies say. */
  readonly role: Role | null;
  readonly namespaceRoles?: readonly NamespaceRole[];
};

/** When a token was last used, and from where; written at most once an hour. */
export type TokenUse = {
  /** Epoch ms. */
  readonly at: number;
  readonly from: string;
};

/** An account as it is kept (record kind `user`, key = id). Holds no secret in plain text. */
export type User = HeldRoles & {
  readonly id: string;
  readonly name: string;
  readonly kind: 'main' | 'sub';
  /** Id of the main account; '' for a main account itself. */
  readonly owner: string;
  /** With its own parameters and salt (access/password.ts). */
  readonly passwordHash: string;
  /** Set only with the one guessable pair that configuration may set (decision 21). */
  readonly hasReferenceDefault: boolean;
  /** A token that names another generation is outdated (decision 20). */
  readonly tokenGeneration: number;
  readonly tokenEnabled: boolean;
  readonly tokenUse?: TokenUse;
  /** Epoch ms: when the token got its generation; absent = with the account. */
  readonly tokenSinceAt?: number;
  /** Epoch ms. */
  readonly lastSignInAt?: number;
  readonly source: string;
  readonly comment: string;
  readonly mobile?: string;
  readonly email?: string;
  readonly metadata?: Readonly<Record<string, string>>;
  /** Epoch seconds. */
  readonly ctime: number;
  readonly mtime: number;
};

// Records of this kind are written by access/ alone, always from a User.
const asUser = (value: JsonObject): User => value as User;

export const userById = (state: RegistryState, id: string): User | undefined => {
  const value = state.kept.user.get(id);
  return value === undefined ? undefined : asUser(value);
};

/** Id of the main account to which an account belongs: its own, if it is one. */
export const tenantOf = ({ id, kind, owner }: User): string => (kind === 'main' ? id : owner);

export function* allUsers(state: RegistryState): Generator<User> {
  for (const value of state.kept.user.values()) yield asUser(value);
}

/** The accounts of a main account, itself included. */
export const usersOf = (state: RegistryState, tenant: string): User[] =>
  [...allUsers(state)].filter((user) => tenantOf(user) === tenant);

/** The main account of that name, or the first one where no name is given. */
export function mainAccount(state: RegistryState, name?: string): User | undefined {
  for (const user of allUsers(state)) {
    if (user.kind === 'main' && (name === undefined || user.name === name)) return user;
  }
  return undefined;
}

/** The main account, unless no password opens it yet: then it is still to be set up. */
export function openableMain(state: RegistryState): User | undefined {
  const main = mainAccount(state);
  return main?.passwordHash === LOCKED ? undefined : main;
}

/**
 * Whom the reference's login means: an account below the main account `ownerName`, or that account itself
 * (contract/auth.md §3.2). Names are case sensitive.
 */
export function userBelow(state: RegistryState, ownerName: string, name: string): User | undefined {
  const owner = mainAccount(state, ownerName);
  if (owner === undefined || owner.name === name) return owner;
  for (const user of allUsers(state)) {
    if (user.owner === owner.id && user.name === name) return user;
  }
  return undefined;
}

/** Whom a name alone means, in the console: a main account before others. */
export function userNamed(state: RegistryState, name: string): User | undefined {
  const main = mainAccount(state, name);
  if (main !== undefined) return main;
  for (const user of allUsers(state)) {
    if (user.name === name) return user;
  }
  return undefined;
}
