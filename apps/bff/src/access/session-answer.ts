import type { Session } from '@cynosure/shared/console/access.ts';
import type { Request, Response } from 'express';
import { refusalProblem, sendProblem } from '../console/problem.ts';
import type { Registry } from '../registry/registry.ts';
import { settingsOf } from '../registry/settings.ts';
import { plainAddress } from './address.ts';
import { actorOf } from './caller.ts';
import type { Credentials } from './credentials.ts';
import type { Passwords } from './password.ts';
import type { SessionGuard } from './require-session.ts';
import { sdkAccess } from './sdk-access.ts';
import type { SessionCookie } from './session-cookie.ts';
import type { Sessions } from './sessions.ts';
import type { User } from './user.ts';

/** What the console's routes for sign-in and set-up work with. */
export interface ConsoleAccessParts {
  readonly registry: Registry;
  /** Of the start; the settings may say otherwise. */
  readonly environment: Session['environment'];
  readonly credentials: Credentials;
  readonly passwords: Passwords;
  readonly sessions: Sessions;
  readonly cookie: SessionCookie;
  readonly guard: SessionGuard;
  /** Whether the registry listens on this machine only. */
  readonly isLoopback: boolean;
  /** Told about each exception that a route let escape. */
  readonly onBug: (error: unknown, where: string) => void;
}

/** Starts a session for somebody who has proven who they are: sets the cookie and answers the session. */
export async function startSession(
  parts: ConsoleAccessParts,
  request: Request,
  response: Response,
  user: User,
): Promise<void> {
  const { sessions, cookie, registry } = parts;
  const address = plainAddress(request.socket.remoteAddress);
  const by = actorOf({ user }, { via: 'console', address, requestId: request.get('Request-Id') });
  const started = await sessions.start(user, by, cookie.read(request));
  if (started.code !== 'ExecuteSuccess') {
    sendProblem(response, refusalProblem(started));
    return;
  }
  cookie.write(request, response, started.value);
  const session = sessions.find(started.value);
  sendSession(parts, response, user, registry.clock.wallMs() + (session?.endsInMs ?? 0));
}

/** Answers whose session this is. `endsAt` in epoch ms; told as a whole number, rounded down. */
export function sendSession(parts: ConsoleAccessParts, response: Response, user: User, endsAt: number): void {
  const { registry, environment, guard } = parts;
  const position = String(registry.state.position);
  const { id, name } = user;
  const { role, namespaceRoles } = guard.rightsOf({ user });
  const { environment: shownEnvironment, ...defaults } = settingsOf(registry.state, environment);
  const shown = { id, name, role: role ?? 'none', namespaceRoles } as const;
  const isOpen = !parts.isLoopback && !sdkAccess(registry.state).clientOpen;
  const body: Session = {
    user: shown,
    environment: shownEnvironment,
    defaults,
    epoch: registry.epoch,
    position,
    endsAt: Math.floor(endsAt),
    ...(isOpen ? { openToClients: true } : {}),
  };
  response.set('Registry-Position', position).set('Cache-Control', 'no-store').json(body);
}
