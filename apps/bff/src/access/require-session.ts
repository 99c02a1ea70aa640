import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { problem, refusalProblem, sendProblem } from '../console/problem.ts';
import type { Actor } from '../registry/model.ts';
import { plainAddress } from './address.ts';
import { actorOf } from './caller.ts';
import type { Gate } from './gate.ts';
import type { Needed } from './permissions.ts';
import type { SessionCookie } from './session-cookie.ts';
import type { LiveSession, Sessions } from './sessions.ts';

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

  /** Middleware for a route of /console/v1: 401 without a session in force, 403 without the permission. */
  requireSession(needs: Exclude<Needed, 'open'>): RequestHandler {
    return (request: Request, response: Response, next: NextFunction) => {
      const session = this.find(request);
      if (session === undefined) {
        sendProblem(response, signedOut());
        return;
      }
      const refusal = this.#parts.gate.may(session.user, needs);
      if (refusal !== null) {
        const info = `your role, ${session.user.role}, does not include this`;
        sendProblem(response, { ...refusalProblem(refusal), status: 403, info });
        return;
      }
      response.locals.session = session;
      next();
    };
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

export const signedOut = (more: Readonly<Record<string, unknown>> = {}) =>
  problem(401, 'NotAllowedAccess', 'You are not signed in.', { type: 'SignedOut', more });
