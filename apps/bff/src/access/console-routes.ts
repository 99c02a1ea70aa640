import express, { type ErrorRequestHandler, type Request, type Response, type Router } from 'express';
import { z } from 'zod';
import { invalidFields, problem, refusalProblem, sendProblem } from '../console/problem.ts';
import { settingsOf } from '../registry/settings.ts';
import { plainAddress } from './address.ts';
import { fieldOf } from './body-fields.ts';
import { actorOf } from './caller.ts';
import { signedOut } from './require-session.ts';
import { onlySameOrigin } from './same-origin.ts';
import { type ConsoleAccessParts, sendSession, startSession } from './session-answer.ts';
import { setUp } from './set-up-route.ts';
import { openableMain, userNamed } from './user.ts';

const signInBody = z.object({ name: z.string().max(256), password: z.string().max(1024) });

/** Sign-in, sign-out and set-up of the console, to be mounted at /console/v1 (console/spec.md, Sign-in). */
export function consoleAccessRoutes(parts: ConsoleAccessParts): Router {
  const router = express.Router();
  const body = [onlySameOrigin, express.json({ limit: '16kb' })];
  router.get('/session', onlySameOrigin, (request, response) => whoAmI(parts, request, response));
  router.post('/session', body, (request: Request, response: Response) => signIn(parts, request, response));
  router.delete('/session', onlySameOrigin, (request, response) => signOut(parts, request, response));
  router.post('/setup', body, (request: Request, response: Response) => setUp(parts, request, response));
  router.use(failed(parts));
  return router;
}

function whoAmI(parts: ConsoleAccessParts, request: Request, response: Response): void {
  const { registry, environment, guard } = parts;
  const session = guard.find(request);
  if (session === undefined) {
    const setupNeeded = openableMain(registry.state) === undefined;
    const { environment: shown } = settingsOf(registry.state, environment);
    const { kind, ...health } = registry.storeHealth;
    const sinceAt = 'sinceAt' in health ? { sinceAt: health.sinceAt } : {};
    const store = kind === 'well' ? {} : { store: { kind, ...sinceAt } };
    sendProblem(response, signedOut({ environment: shown, setupNeeded, ...store }));
    return;
  }
  sendSession(parts, response, session.user, registry.clock.wallMs() + session.endsInMs);
}

async function signIn(parts: ConsoleAccessParts, request: Request, response: Response): Promise<void> {
  const read = signInBody.safeParse(request.body);
  if (!read.success) {
    sendProblem(response, invalidFields(read.error.issues.map(fieldOf)));
    return;
  }
  const { name, password } = read.data;
  const address = plainAddress(request.socket.remoteAddress);
  const verdict = await parts.credentials.judge(
    userNamed(parts.registry.state, name),
    name,
    password,
    address,
  );
  switch (verdict.kind) {
    case 'wait':
      sendProblem(response, { ...refusalProblem(verdict.refusal), retryAfterSeconds: verdict.seconds });
      return;
    case 'wrong':
      // One answer for both: it does not tell which names exist (decision 22).
      sendProblem(response, problem(401, 'NotAllowedAccess', 'Name or password is not right.'));
      return;
    case 'right':
      await startSession(parts, request, response, verdict.user);
  }
}

async function signOut(parts: ConsoleAccessParts, request: Request, response: Response): Promise<void> {
  const session = parts.guard.find(request);
  if (session !== undefined) {
    const address = plainAddress(request.socket.remoteAddress);
    const by = actorOf(
      { user: session.user },
      { via: 'console', address, requestId: request.get('Request-Id') },
    );
    const ended = await parts.sessions.end(session.key, by);
    if (ended.code !== 'ExecuteSuccess') {
      sendProblem(response, refusalProblem(ended));
      return;
    }
  }
  parts.cookie.clear(request, response);
  response.status(204).end();
}

/** What the JSON reader throws is about the request; anything else is a bug, of which nobody is shown the inside. */
const failed =
  ({ onBug }: ConsoleAccessParts): ErrorRequestHandler =>
  (error: { status?: unknown }, request, response, next) => {
    if (response.headersSent) next(error);
    else if (error.status === 413)
      sendProblem(response, problem(413, 'ParseException', 'the body is larger than 16 kB'));
    else if (error.status === 400 || error.status === 415)
      sendProblem(response, problem(error.status, 'ParseException', 'the body is no JSON'));
    else {
      onBug(error, `${request.method} ${request.path}`);
      sendProblem(response, problem(500, 'ExecuteException', 'The server failed to answer this.'));
    }
  };
