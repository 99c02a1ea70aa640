import type { Session } from '@cynosure/shared/console/access.ts';
import type { Refusal } from '@cynosure/shared/outcome.ts';
import express, { type ErrorRequestHandler, type Request, type Response, type Router } from 'express';
import { z } from 'zod';
import {
  fieldProblem,
  invalidFields,
  problem,
  type Refused,
  refusalProblem,
  sendProblem,
} from '../console/problem.ts';
import type { Registry } from '../registry/registry.ts';
import {
  ALLOWED_NAME,
  ALLOWED_PASSWORD,
  hasPasswordLength,
  isAccountName,
  isGuessable,
} from './account-rules.ts';
import { plainAddress } from './address.ts';
import type { Credentials } from './credentials.ts';
import { createMainAccount, wrongSetupCode } from './main-account.ts';
import type { Passwords } from './password.ts';
import { type SessionGuard, signedOut } from './require-session.ts';
import { onlySameOrigin } from './same-origin.ts';
import type { SessionCookie } from './session-cookie.ts';
import type { Sessions } from './sessions.ts';
import { isSetupCode } from './setup-code.ts';
import { mainAccount, type User, userNamed } from './user.ts';

export interface ConsoleAccessParts {
  readonly registry: Registry;
  readonly environment: Session['environment'];
  readonly credentials: Credentials;
  readonly passwords: Passwords;
  readonly sessions: Sessions;
  readonly cookie: SessionCookie;
  readonly guard: SessionGuard;
}

const signInBody = z.object({ name: z.string().max(256), password: z.string().max(1024) });

const setupBody = z
  .object({
    code: z.string().max(256),
    name: z.string().refine(isAccountName, `must be ${ALLOWED_NAME}`),
    password: z.string().refine(hasPasswordLength, { error: `must be ${ALLOWED_PASSWORD}`, abort: true }),
  })
  .refine(({ name, password }) => !isGuessable(name, password), {
    path: ['password'],
    message: `must be ${ALLOWED_PASSWORD}`,
  });

/** Sign-in, sign-out and set-up of the console, to be mounted at /console/v1 (console/spec.md, Sign-in). */
export function consoleAccessRoutes(parts: ConsoleAccessParts): Router {
  const router = express.Router();
  const body = [onlySameOrigin, express.json({ limit: '16kb' })];
  router.get('/session', onlySameOrigin, (request, response) => whoAmI(parts, request, response));
  router.post('/session', body, (request: Request, response: Response) => signIn(parts, request, response));
  router.delete('/session', onlySameOrigin, (request, response) => signOut(parts, request, response));
  router.post('/setup', body, (request: Request, response: Response) => setUp(parts, request, response));
  router.use(unreadableBody);
  return router;
}

function whoAmI(parts: ConsoleAccessParts, request: Request, response: Response): void {
  const { registry, environment, guard } = parts;
  const session = guard.find(request);
  if (session === undefined) {
    const setupNeeded = mainAccount(registry.state) === undefined;
    sendProblem(response, signedOut({ environment, setupNeeded }));
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
    const ended = await parts.sessions.end(session.key);
    if (ended.code !== 'ExecuteSuccess') {
      sendProblem(response, refusalProblem(ended));
      return;
    }
  }
  parts.cookie.clear(request, response);
  response.status(204).end();
}

async function setUp(parts: ConsoleAccessParts, request: Request, response: Response): Promise<void> {
  const { registry, passwords } = parts;
  const refuse = (refusal: Refusal) => sendProblem(response, refusalProblem(refusal));
  const read = setupBody.safeParse(request.body);
  if (!read.success) {
    sendProblem(response, invalidFields(read.error.issues.map(fieldOf)));
    return;
  }
  const { code, name, password } = read.data;
  // Before the costly hash; the command asks again.
  if (
    mainAccount(registry.state) === undefined &&
    !isSetupCode(registry.state, code, registry.clock.wallMs())
  ) {
    refuse(wrongSetupCode());
    return;
  }
  const passwordHash = await passwords.hash(password);
  if (passwordHash.code !== 'ExecuteSuccess') {
    refuse(passwordHash);
    return;
  }
  const address = plainAddress(request.socket.remoteAddress);
  const created = await registry.run(
    createMainAccount(
      { name, password, passwordHash: passwordHash.value, setupCode: code },
      { id: '', name: 'set-up', via: 'console', address },
    ),
  );
  if (created.code === 'ExecuteSuccess') await startSession(parts, request, response, created.value);
  else refuse(created);
}

async function startSession(
  parts: ConsoleAccessParts,
  request: Request,
  response: Response,
  user: User,
): Promise<void> {
  const { sessions, cookie, registry } = parts;
  const address = plainAddress(request.socket.remoteAddress);
  const started = await sessions.start(user, address, cookie.read(request));
  if (started.code !== 'ExecuteSuccess') {
    sendProblem(response, refusalProblem(started));
    return;
  }
  cookie.write(request, response, started.value);
  const session = sessions.find(started.value);
  sendSession(parts, response, user, registry.clock.wallMs() + (session?.endsInMs ?? 0));
}

function sendSession(parts: ConsoleAccessParts, response: Response, user: User, endsAt: number): void {
  const { registry, environment } = parts;
  const position = String(registry.state.position);
  const { id, name, role } = user;
  const body: Session = { user: { id, name, role }, environment, epoch: registry.epoch, position, endsAt };
  response.set('Registry-Position', position).set('Cache-Control', 'no-store').json(body);
}

const fieldOf = ({ path, message }: z.core.$ZodIssue) => fieldProblem(`/${path.join('/')}`, message);

/** What the JSON reader throws is about the request, not a bug. */
const unreadableBody: ErrorRequestHandler = (error: { status?: unknown }, _request, response, next) => {
  if (error.status !== 400 && error.status !== 413 && error.status !== 415) {
    next(error);
    return;
  }
  const refused: Refused =
    error.status === 413
      ? problem(413, 'ParseException', 'the body is larger than 16 kB')
      : problem(error.status, 'ParseException', 'the body is no JSON');
  sendProblem(response, refused);
};
