import { hash } from 'node:crypto';
import { type Access, type AccessParts, openAccess } from '../access/access.ts';
import { defaultPolicyOfUser } from '../access/commands/default-policy.ts';
import { Passwords } from '../access/password.ts';
import type { User } from '../access/user.ts';
import type { Config } from '../config.ts';
import type { Protection } from '../limits/protection.ts';
import { put } from '../registry/changes.ts';
import { keyOf } from '../registry/command.ts';
import type { Registry } from '../registry/registry.ts';
import { FakeClock } from './fake-clock.ts';
import { openRegistry } from './testing-registry.ts';

export const PASSWORD = 'correct horse battery';

/** Passwords behind a cheap hash that counts how often it is computed. */
export class CountedPasswords extends Passwords {
  readonly derived: { readonly password: string; readonly cost: unknown }[];

  constructor() {
    const derived: { password: string; cost: unknown }[] = [];
    super(async (password, salt, cost) => {
      derived.push({ password, cost });
      return Buffer.from(hash('sha256', `${Buffer.from(salt).toString('hex')} ${password}`), 'hex');
    });
    this.derived = derived;
  }
}

export interface TestingAccess {
  readonly registry: Registry;
  readonly clock: FakeClock;
  readonly passwords: CountedPasswords;
  readonly access: Access;
  /** Exceptions that a route let escape. */
  readonly bugs: readonly unknown[];
}

type AccessConfig = Pick<Config, 'admin' | 'bind' | 'dataDir' | 'environment'>;

export const accessConfig = (wishes: Partial<AccessConfig> = {}): AccessConfig => ({
  admin: { user: 'lin.qiao', password: PASSWORD },
  bind: '127.0.0.1',
  dataDir: '/data',
  environment: { name: 'Testing', production: false },
  ...wishes,
});

/** Access over a memory registry, with the main account lin.qiao unless wished otherwise. */
export async function openTestingAccess(
  wishes: Partial<AccessConfig> = {},
  clock = new FakeClock(),
  registry?: Registry,
  protection?: Protection,
  start: Pick<AccessParts, 'setUpAgain'> = {},
): Promise<TestingAccess> {
  const opened = registry ?? (await openRegistry(undefined, clock));
  const passwords = new CountedPasswords();
  const bugs: unknown[] = [];
  const onBug = (error: unknown) => void bugs.push(error);
  const access = await openAccess({
    registry: opened,
    config: accessConfig(wishes),
    passwords,
    onBug,
    protection,
    ...start,
  });
  return { registry: opened, clock, passwords, access, bugs };
}

/** Writes an account as it is given, with the policy that every sub account has. */
export async function addUser(
  { registry, passwords }: Pick<TestingAccess, 'registry' | 'passwords'>,
  wishes: Partial<User>,
): Promise<User> {
  const passwordHash = await passwords.hash(PASSWORD);
  if (passwordHash.code !== 'ExecuteSuccess') throw new Error('too many hashes at once');
  const user: User = {
    id: hash('md5', wishes.name ?? 'somebody'),
    name: 'somebody',
    kind: 'sub',
    owner: '',
    role: 'viewer',
    passwordHash: passwordHash.value,
    hasReferenceDefault: false,
    tokenGeneration: 1,
    tokenEnabled: true,
    source: 'Polaris',
    comment: '',
    ctime: 0,
    mtime: 0,
    ...wishes,
  };
  await registry.run({
    name: 'addUser',
    lane: 'operator',
    keys(_state, keys) {
      keys.writes(keyOf.record('user', user.id));
      keys.writes(keyOf.record('policy', hash('md5', `policy ${user.id}`)));
    },
    decide: () => ({
      outcome: { code: 'ExecuteSuccess', value: null },
      changes: [put('user', user.id, user), ...(user.kind === 'sub' ? [ownPolicy(user)] : [])],
    }),
  });
  return user;
}

/** Always under the same id, so that an account that is written again has one. */
function ownPolicy(user: User) {
  const policy = { ...defaultPolicyOfUser(user, user.ctime), id: hash('md5', `policy ${user.id}`) };
  return put('policy', policy.id, policy);
}
