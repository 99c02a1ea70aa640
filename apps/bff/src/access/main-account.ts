import { codes } from '@cynosure/shared/codes.ts';
import { done, refused } from '@cynosure/shared/outcome.ts';
import { ulid } from 'ulid';
import { type Change, put, remove } from '../registry/changes.ts';
import { type Command, decided, keyOf } from '../registry/command.ts';
import { newHex32 } from '../registry/commands/new-ids.ts';
import type { Actor, Operation } from '../registry/model.ts';
import { isReferenceDefault } from './account-rules.ts';
import { isSetupCode, SETUP_RECORD } from './setup-code.ts';
import { mainAccount, type User } from './user.ts';

export interface NewMainAccount {
  readonly name: string;
  /** Only to mark the reference's default pair; what is kept is the hash. */
  readonly password: string;
  readonly passwordHash: string;
  /** The code that the operator brought; null = configuration makes the account. */
  readonly setupCode: string | null;
}

/** What two first accounts made at once would both write. */
const FIRST_ACCOUNT = keyOf.record('user', '*main');

/**
 * Makes the first account, an owner, and uses up the set-up code. Refusals: UserExisted where there is a main
 * account already, AuthTokenForbidden for a code that is wrong, used or too old.
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
      if (mainAccount(state) !== undefined) {
        return decided(refused('UserExisted', 'there is a main account already; sign in with it'));
      }
      if (account.setupCode !== null && !isSetupCode(state, account.setupCode, now.wallMs)) {
        return decided(wrongSetupCode());
      }
      const user = newMainUser(account, Math.floor(now.wallMs / 1000));
      const changes: Change[] = [put('user', user.id, user)];
      if (state.kept.secret.has(SETUP_RECORD)) changes.push(remove('secret', SETUP_RECORD));
      return { outcome: done(user), changes, operation: operationOf(user, by, now.wallMs) };
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
  tokenGeneration: 1,
  tokenEnabled: true,
  source: 'Polaris',
  comment: '',
  ctime: seconds,
  mtime: seconds,
});

function operationOf(user: User, by: Actor, at: number): Operation {
  const target = { kind: 'user', id: user.id, label: user.name };
  return {
    id: ulid(at),
    at,
    by,
    action: 'user.create',
    outcome: 'done',
    code: codes.ExecuteSuccess.number,
    info: codes.ExecuteSuccess.info,
    counts: { done: 1, unchanged: 0, left: 0 },
    changes: [
      { target, path: '/name', before: null, after: user.name },
      { target, path: '/role', before: null, after: user.role },
    ],
  };
}
