import { type Config, isLoopback } from '../config.ts';
import type { Registry } from '../registry/registry.ts';
import { StoreUnusable } from '../registry/store-port.ts';
import { changePassword } from './commands/users.ts';
import { LOCKED } from './imported-password.ts';
import { createMainAccount, seedPolicies } from './main-account.ts';
import type { Passwords } from './password.ts';
import { newSetupCode, offerSetup } from './setup-code.ts';
import { allUsers, openableMain } from './user.ts';

/**
 * Sees to it that somebody can sign in: makes the main account from the configuration at the first start, else
 * answers a one-time set-up code while there is none. `setUpAgain` takes the password of the main account away first,
 * for whoever lost it: who can start the server on its data could sign in as anybody anyway. Throws StoreUnusable where the account cannot be written,
 * or where an account with the reference's default password would be reachable from elsewhere (decision 21).
 */
export async function prepareMainAccount(
  registry: Registry,
  passwords: Passwords,
  config: Pick<Config, 'admin' | 'bind' | 'dataDir'>,
  { setUpAgain = false } = {},
): Promise<string | null> {
  refuseReferenceDefault(registry, config);
  if (setUpAgain) await lockMainAccount(registry);
  const main = openableMain(registry.state);
  if (main !== undefined) {
    await registry.run(seedPolicies(main));
    return null;
  }
  const { user: name, password } = config.admin;
  if (password === null) return offerNewCode(registry);
  const hashed = await passwords.hash(password);
  if (hashed.code !== 'ExecuteSuccess') throw new StoreUnusable(`The account ${name} cannot be made.`);
  const created = await registry.run(
    createMainAccount(
      { name, password, passwordHash: hashed.value, setupCode: null },
      { id: '', name: 'configuration', via: 'system' },
    ),
  );
  if (created.code !== 'ExecuteSuccess') {
    throw new StoreUnusable(`The account ${name} cannot be written: ${created.info ?? created.code}.`);
  }
  return null;
}

/** Its sessions end; the id, and with it groups, roles and accounts below it, stays. Nothing where there is none. */
async function lockMainAccount(registry: Registry): Promise<void> {
  const main = openableMain(registry.state);
  if (main === undefined) return;
  const by = { id: '', name: 'configuration', via: 'system' } as const;
  const locked = await registry.run(changePassword(main.id, LOCKED, by));
  if (locked.code !== 'ExecuteSuccess') {
    throw new StoreUnusable(
      `The account ${main.name} cannot be set up again: ${locked.info ?? locked.code}.`,
    );
  }
}

async function offerNewCode(registry: Registry): Promise<string> {
  const code = newSetupCode();
  const offered = await registry.run(offerSetup(code));
  if (offered.code !== 'ExecuteSuccess') {
    throw new StoreUnusable(`The set-up code cannot be written: ${offered.info ?? offered.code}.`);
  }
  return code;
}

function refuseReferenceDefault(
  registry: Registry,
  { bind, dataDir }: Pick<Config, 'bind' | 'dataDir'>,
): void {
  if (isLoopback(bind)) return;
  for (const { name, hasReferenceDefault } of allUsers(registry.state)) {
    if (!hasReferenceDefault) continue;
    throw new StoreUnusable(
      `The account ${name} in ${dataDir} has the reference's default password, so CYNOSURE_BIND must be a loopback address; it is ${bind}. Start with another CYNOSURE_DATA_DIR to be reached from elsewhere.`,
    );
  }
}
