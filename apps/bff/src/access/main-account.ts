import { done, refused } from '@cynosure/shared/outcome.ts';
import { type Change, put, remove } from '../registry/changes.ts';
import { type Command, decided, keyOf } from '../registry/command.ts';
import { newHex32 } from '../registry/commands/new-ids.ts';
import type { Actor } from '../registry/model.ts';
import { isReferenceDefault } from './account-rules.ts';
import { policiesOfMain } from './commands/default-policy.ts';
import { accessChanges, accessOperation, firstGeneration, secondsOf } from './commands/record.ts';
import { isSetupCode, SETUP_RECORD } from './setup-code.ts';
import { mainAccount, openableMain, type User } from './user.ts';

export interface NewMainAccount {
  readonly name: string;
  /** Only to mark the reference's default pair; what is kept is the hash. */
  readonly password: string;
  readonly passwordHash: string;
  /** The code that the operator brought; null = configuration makes the account. */
  readonly setupCode: string | null;
}

/** What two first accounts made at once would both write. */
export const FIRST_ACCOUNT = keyOf.record('user', '*main');

/**
 * Makes the first account, an owner, with the policies that a new registry brings along, and uses up the set-up code.
 * One that was imported and is locked is taken for it. Refusals: UserExisted where there is a main account already,
 * AuthTokenForbidden for a code that is wrong, used or too old.
 */
export function createMainAccount(account: NewMainAccount, by: Actor): Command<User> {
  return {
    name: 'createMainAccount',
    lane: 'operator',
    keys(_state, keys) {
      keys.writes(FIRST_ACCOUNT);
      keys.writes(keyOf.record('secret', SETUP_RECORD));
    },
    decide(state, now) {
      if (openableMain(state) !== undefined) {
        return decided(refused('UserExisted', 'there is a main account already; sign in with it'));
      }
      if (account.setupCode !== null && !isSetupCode(state, account.setupCode, now.wallMs)) {
        return decided(wrongSetupCode());
      }
      // Imported without a password that may open it: it is kept, with all that belongs to it.
      const before = mainAccount(state);
      const made = newMainUser(account, secondsOf(now.wallMs));
      const user = before === undefined ? made : { ...made, id: before.id, ctime: before.ctime };
      const changes: Change[] = [put('user', user.id, user)];
      if (before === undefined) changes.push(...seededPolicies(user));
      if (state.kept.secret.has(SETUP_RECORD)) changes.push(remove('secret', SETUP_RECORD));
      const fields = accessChanges(before === undefined ? null : { kind: 'user', of: before }, {
        kind: 'user',
        of: user,
      });
      return {
        outcome: done(user),
        changes,
        operation: accessOperation('user.setUp', by, now.wallMs, fields),
      };
    },
  };
}

export const wrongSetupCode = () =>
  refused(
    'AuthTokenForbidden',
    'the set-up code is not right, has been used or is too old; a new start of the registry prints another one',
  );

const newMainUser = (account: NewMainAccount, seconds: number): User => ({
  id: newHex32(),
  name: account.name,
  kind: 'main',
  owner: '',
  role: 'owner',
  passwordHash: account.passwordHash,
  hasReferenceDefault: isReferenceDefault(account.name, account.password),
  tokenGeneration: firstGeneration(),
  tokenEnabled: true,
  source: '',
  comment: '',
  ctime: seconds,
  mtime: seconds,
});

const seededPolicies = (main: User): Change[] =>
  policiesOfMain(main, main.ctime).map((policy) => put('policy', policy.id, policy));

/** For a registry whose main account was made before there were policies; does nothing where there are any. */
export function seedPolicies(main: User): Command<null> {
  return {
    name: 'seedPolicies',
    lane: 'operator',
    keys(_state, keys) {
      for (const { id } of policiesOfMain(main, 0)) keys.writes(keyOf.record('policy', id));
    },
    decide: (state) => ({
      outcome: done(null),
      changes: state.kept.policy.size > 0 ? [] : seededPolicies(main),
    }),
  };
}
