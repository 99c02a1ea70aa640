import type { Router } from 'express';
import { type Config, isLoopback } from '../config.ts';
import type { Registry } from '../registry/registry.ts';
import type { Route } from '../transport/http/route.ts';
import { consoleAccessRoutes } from './console-routes.ts';
import type { Credentials } from './credentials.ts';
import type { Gate } from './gate.ts';
import { accessRoutes } from './http-routes.ts';
import type { Passwords } from './password.ts';
import { RecreatedNames } from './recreated-names.ts';
import type { SessionGuard } from './require-session.ts';
import type { SessionCookie } from './session-cookie.ts';
import type { Sessions } from './sessions.ts';
import type { TokenUses } from './token-uses.ts';

export interface AccessRoutes {
  /** Rows for the HTTP door. */
  readonly httpRoutes: readonly Route[];
  /** To be mounted at /console/v1. */
  readonly consoleRoutes: Router;
}

export interface AccessRouteParts {
  readonly registry: Registry;
  readonly config: Pick<Config, 'bind' | 'environment'>;
  readonly onBug: (error: unknown, where: string) => void;
  readonly gate: Gate;
  readonly guard: SessionGuard;
  readonly cookie: SessionCookie;
  readonly credentials: Credentials;
  readonly passwords: Passwords;
  readonly sessions: Sessions;
  readonly uses: TokenUses;
}

/** Signing in and accounts, by the registry's own HTTP API and by the console's. */
export function routesOfAccess(parts: AccessRouteParts): AccessRoutes {
  const { registry, config, onBug, gate, guard, cookie, credentials, passwords, sessions, uses } = parts;
  const recreated = new RecreatedNames(registry);
  return {
    httpRoutes: accessRoutes({ registry, gate, credentials, passwords, uses, recreated }),
    consoleRoutes: consoleAccessRoutes({
      registry,
      environment: config.environment,
      credentials,
      passwords,
      sessions,
      cookie,
      guard,
      isLoopback: isLoopback(config.bind),
      onBug,
    }),
  };
}
