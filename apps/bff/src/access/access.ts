import type { Cancel } from '../clock.ts';
import { type Config, isLoopback } from '../config.ts';
import type { Protection } from '../limits/protection.ts';
import type { Registry } from '../registry/registry.ts';
import { StoreUnusable } from '../registry/store-port.ts';
import type { AccessRoutes } from './access-routes.ts';
import { Credentials } from './credentials.ts';
import { prepareMainAccount } from './first-start.ts';
import { Gate } from './gate.ts';
import { type ImportReport, importAccounts } from './import-accounts.ts';
import { ensureInstallationKey } from './installation-key.ts';
import { Passwords } from './password.ts';
import { SessionGuard } from './require-session.ts';
import { SessionCookie } from './session-cookie.ts';
import { Sessions } from './sessions.ts';
import { SignInThrottle } from './sign-in-throttle.ts';
import { TokenUses } from './token-uses.ts';

/** Everything about who may do what, joined: what the doors and the console's backend need of it. */
export interface Access {
  /** Asked by both doors with what a route or an RPC declares. */
  readonly gate: Gate;
  /** `guard.requireSession(permission)` stands before every route of /console/v1. */
  readonly guard: SessionGuard;
  readonly sessions: Sessions;
  /** What the Access pages of the console work with. */
  readonly admin: AccessAdmin;
  /** What HTTP offers of it; its code is read only now. */
  routes(): Promise<AccessRoutes>;
  /** Shown once at start while there is no main account, see `setupLink`. */
  readonly setupCode: string | null;
  /** What this start has taken over of the accounts of the reference's servers; null = nothing. */
  readonly imported: ImportReport | null;
  /** Starts what runs long; answers how to stop it. */
  start(): Cancel;
}

/** What managing accounts takes, besides commands. */
export interface AccessAdmin {
  readonly gate: Gate;
  readonly passwords: Passwords;
  readonly credentials: Credentials;
  readonly sessions: Sessions;
  readonly uses: TokenUses;
  /** Whether the registry listens on this machine only. */
  readonly isLoopback: boolean;
}

export interface AccessParts {
  readonly registry: Registry;
  readonly config: Pick<Config, 'admin' | 'bind' | 'dataDir' | 'environment'>;
  /** Told about each exception that a route of the console let escape. */
  readonly onBug: (error: unknown, where: string) => void;
  /** Limits of requests; absent = none. */
  readonly protection?: Protection | undefined;
  /** Handed in by tests that count what is hashed. */
  readonly passwords?: Passwords;
  /** Whether the main account is to be set up anew, its password being lost. */
  readonly setUpAgain?: boolean;
}

/** Makes key and main account where they are missing. Throws StoreUnusable where nobody could sign in safely. */
export async function openAccess({
  registry,
  config,
  onBug,
  protection,
  passwords = new Passwords(),
  setUpAgain = false,
}: AccessParts): Promise<Access> {
  const key = await registry.run(ensureInstallationKey());
  if (key.code !== 'ExecuteSuccess') {
    throw new StoreUnusable(`The installation's key cannot be written: ${key.info ?? key.code}.`);
  }
  const imported = await importAccounts(registry);
  const setupCode = await prepareMainAccount(registry, passwords, config, { setUpAgain });
  const { clock } = registry;
  const uses = new TokenUses(registry);
  const gate = new Gate({
    registry,
    key: key.value,
    onUsed: (caller, from) => uses.note(caller, from),
    admitHolder: (holder, from) => protection?.admitHolder(holder, from) ?? 0,
  });
  const credentials = new Credentials({ registry, passwords, throttle: new SignInThrottle(clock) });
  const sessions = new Sessions(registry);
  const cookie = new SessionCookie(key.value);
  const guard = new SessionGuard({ gate, sessions, cookie });
  return {
    gate,
    guard,
    sessions,
    admin: { gate, passwords, credentials, sessions, uses, isLoopback: isLoopback(config.bind) },
    async routes() {
      const { routesOfAccess } = await import('./access-routes.ts');
      return routesOfAccess({
        registry,
        config,
        onBug,
        gate,
        guard,
        cookie,
        credentials,
        passwords,
        sessions,
        uses,
      });
    },
    setupCode,
    imported,
    start() {
      const stops = [sessions.startSweeping(), uses.startKeeping()];
      return () => {
        for (const stop of stops) stop();
      };
    },
  };
}

/** Where the operator chooses name and password (the console's page reads `setup`). */
export const setupLink = (consoleUrl: string, code: string): string => `${consoleUrl}/sign-in?setup=${code}`;
