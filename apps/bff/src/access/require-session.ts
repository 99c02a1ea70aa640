import type { Role } from '@cynosure/shared/console/access.ts';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { problem, type Refused, sendProblem } from '../console/problem.ts';
import type { Actor } from '../registry/model.ts';
import { plainAddress } from './address.ts';
import { actorOf } from './caller.ts';
import type { Gate } from './gate.ts';
import type { Needed } from './permissions.ts';
import type { About, Rights } from './rights.ts';
import type { SessionCookie } from './session-cookie.ts';
import type { LiveSession, Sessions } from './sessions.ts';

export type GuardedFor = Extract<About, string>;

export interface SessionGuardParts {
  readonly gate: Gate;
  readonly sessions: Sessions;
  readonly cookie: SessionCookie;
}

/** Lets only those through who are signed in and may do what the route needs. */
export class SessionGuard {
  readonly #parts: SessionGuardParts;

  constructor(parts: SessionGuardParts) {
    this.#parts = parts;
  }

  /**
   * Middleware for a route of /console/v1: 401 without a session in force, 403 without the permission.
   * `about`: `something` where the handler itself looks at what the request is about; else the permission must
   * hold for everything. `onForbidden` is told before a 403 is sent, and answers the request's id.
   */
  requireSession(
    needs: Exclude<Needed, 'open'>,
    about: GuardedFor = 'everything',
    onForbidden: (
      request: Request,
      response: Response,
      refusal: Refused,
    ) => Promise<string | undefined> = async () => undefined,
  ): RequestHandler {
    return (request: Request, response: Response, next: NextFunction) => {
      const session = this.find(request);
      if (session === undefined) {
        sendProblem(response, signedOut());
        return;
      }
      response.locals.session = session;
      if (!this.#parts.gate.may(session, needs, about)) {
        const refusal = forbidden(this.rightsOf(session).role);
        void onForbidden(request, response, refusal)
          .then((requestId) => sendProblem(response, refusal, requestId))
          .catch(next);
        return;
      }
      next();
    };
  }

  /** What the caller of a guarded route may do. */
  rightsOf({ user }: Pick<LiveSession, 'user'>): Rights {
    return this.#parts.gate.book.rightsOfUser(user);
  }

  /** Whether a session is in force still, and whose it is may do as much as before. Does not count as a use. */
  isStill(key: string, rights: Rights): boolean {
    const user = this.#parts.sessions.userOf(key);
    return user !== undefined && this.rightsOf({ user }).stamp === rights.stamp;
  }

  /** The session of the request's cookie, which counts as used now. */
  find(request: Request): LiveSession | undefined {
    return this.#parts.sessions.find(this.#parts.cookie.read(request));
  }
}

/** The session that `requireSession` found. */
export const sessionOf = (response: Response): LiveSession =>
  // Set by requireSession above, before any handler of such a route runs.
  response.locals.session as LiveSession;

/** Who acts, for history. */
export const actorOfSession = (request: Request, response: Response): Actor =>
  actorOf(
    { user: sessionOf(response).user },
    {
      via: 'console',
      address: plainAddress(request.socket.remoteAddress),
      requestId: request.get('Request-Id'),
    },
  );

/** 403: signed in, but not allowed. */
export const forbidden = (role: Role | null): Refused =>
  problem(
    403,
    'NotAllowedAccess',
    role === null ? 'you hold no role that includes this' : `your role, ${role}, does not include this`,
  );

export const signedOut = (more: Readonly<Record<string, unknown>> = {}) =>
  problem(401, 'NotAllowedAccess', 'You are not signed in.', { type: 'SignedOut', more });
