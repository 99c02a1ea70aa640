import type { Role } from '@cynosure/shared/console/access.ts';
import type { JsonObject } from '../registry/changes.ts';
import type { RegistryState } from '../registry/state.ts';

/** An account as it is kept (record kind `user`, key = id). Holds no secret in plain text. */
export type User = {
  readonly id: string;
  readonly name: string;
  readonly kind: 'main' | 'sub';
  /** Id of the main account; '' for a main account itself. */
  readonly owner: string;
  readonly role: Role;
  /** With its own parameters and salt (access/password.ts). */
  readonly passwordHash: string;
  /** Set only with the one guessable pair that configuration may set (decision 21). */
  readonly hasReferenceDefault: boolean;
  /** A token that names another generation is outdated (decision 20). */
  readonly tokenGeneration: number;
  readonly tokenEnabled: boolean;
  readonly source: string;
  readonly comment: string;
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

export function* allUsers(state: RegistryState): Generator<User> {
  for (const value of state.kept.user.values()) yield asUser(value);
}

/** The main account of that name, or the first one where no name is given. */
export function mainAccount(state: RegistryState, name?: string): User | undefined {
  for (const user of allUsers(state)) {
    if (user.kind === 'main' && (name === undefined || user.name === name)) return user;
  }
  return undefined;
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
