import { randomUUID } from 'node:crypto';
import { pipeline, Readable } from 'node:stream';
import express, {
  type ErrorRequestHandler,
  type Request,
  type RequestHandler,
  type Response,
  type Router,
} from 'express';
import { actorOfSession, type SessionGuard, sessionOf } from '../access/require-session.ts';
import { onlySameOrigin } from '../access/same-origin.ts';
import type { Registry } from '../registry/registry.ts';
import { sendJson } from './compressed.ts';
import { waitForPosition } from './position.ts';
import { problem, sendProblem } from './problem.ts';
import { type Attempt, RefusedAttempts } from './refused-attempts.ts';
import { type Answer, type ConsoleRequest, type ConsoleRoute, isRefused } from './route.ts';

/** Ids of 100,000 instances, 40 characters each, and some room. */
const MOST_BODY = '6mb';

export interface MountParts {
  readonly registry: Registry;
  readonly guard: SessionGuard;
  readonly onBug: (error: unknown, where: string) => void;
}

/** Puts a table of routes on a router: each with its guard, its position and its errors. */
export function mountRoutes(router: Router, routes: readonly ConsoleRoute[], parts: MountParts): void {
  const body = express.json({
    limit: MOST_BODY,
    strict: true,
    type: ['application/json', 'application/*+json'],
  });
  const attempts = new RefusedAttempts(parts.registry);
  for (const route of routes) {
    const chain: RequestHandler[] = [
      onlySameOrigin,
      parts.guard.requireSession(
        route.needs,
        route.about,
        async (request, response, { status, info = '' }) => {
          const attempt = attemptOf(request, response);
          if (RefusedAttempts.counts(route, status)) await attempts.note(route, { ...attempt, info });
          return attempt.by.requestId;
        },
      ),
    ];
    if (route.method !== 'get') chain.push(body);
    router[route.method](route.path, chain, answering(route, parts, attempts));
  }
  router.use(unreadableBody);
}

const answering =
  (route: ConsoleRoute, { registry, guard, onBug }: MountParts, attempts: RefusedAttempts): RequestHandler =>
  async (request, response) => {
    const asked = requestOf(guard, request, response);
    const late = await waitForPosition(registry, request.get('Min-Position'));
    let answer: Answer;
    try {
      answer = late ?? (await route.handle(asked));
    } catch (error) {
      onBug(error, `${route.method} ${route.path}`);
      answer = problem(500, 'ExecuteException', 'The server failed to answer this; nothing was changed.');
    }
    if (isRefused(answer) && RefusedAttempts.counts(route, answer.status)) {
      const { params, body, asker } = asked;
      await attempts.note(route, { params, body, by: asker.actor, info: answer.info ?? '' });
    }
    await send(request, response, answer, asked.requestId, registry.state.position);
  };

/** Of somebody who was refused before the body was read. */
const attemptOf = (request: Request, response: Response): Pick<Attempt, 'params' | 'body' | 'by'> => ({
  // Express decodes path parameters; wildcards, which would be arrays, are not used.
  params: request.params as Readonly<Record<string, string>>,
  body: undefined,
  by: { ...actorOfSession(request, response), requestId: requestIdOf(request) },
});

/** Our own request ids unless the caller names one that can go into a log as it is. */
function requestIdOf(request: Request): string {
  const given = request.get('Request-Id');
  return given !== undefined && /^[\w.:-]{1,64}$/.test(given) ? given : randomUUID();
}

function requestOf(guard: SessionGuard, request: Request, response: Response): ConsoleRequest {
  const requestId = requestIdOf(request);
  const session = sessionOf(response);
  const at = request.originalUrl.indexOf('?');
  return {
    method: request.method,
    path: at === -1 ? request.originalUrl : request.originalUrl.slice(0, at),
    // Express decodes path parameters; wildcards, which would be arrays, are not used.
    params: request.params as Readonly<Record<string, string>>,
    query: new URLSearchParams(at === -1 ? '' : request.originalUrl.slice(at + 1)),
    body: request.body as unknown,
    asker: {
      rights: guard.rightsOf(session),
      session: session.key,
      actor: { ...actorOfSession(request, response), requestId },
    },
    requestId,
    header: (name) => request.get(name),
  };
}

async function send(
  request: Request,
  response: Response,
  answer: Answer,
  requestId: string,
  position: number,
): Promise<void> {
  if (response.headersSent || response.destroyed) return;
  response.set('Registry-Position', String(position)).set('Request-Id', requestId);
  if (isRefused(answer)) {
    sendProblem(response, answer, requestId);
    return;
  }
  response.set(answer.headers ?? {});
  // Never kept by browsers: counts and heartbeats move without a new revision.
  response.status(answer.status).set('Cache-Control', 'no-store');
  if (answer.etag !== undefined) response.set('ETag', `"${answer.etag}"`);
  if (answer.etag !== undefined && request.get('If-None-Match') === `"${answer.etag}"`) {
    response.status(304).end();
    return;
  }
  if (answer.chunks !== undefined) {
    pipeline(Readable.from(answer.chunks), response, () => {
      // Whoever hung up has what they wanted; anything else has ended the answer early, which they see.
    });
    return;
  }
  if (answer.body === undefined) {
    response.end();
    return;
  }
  await sendJson(request, response, JSON.stringify(answer.body));
}

/** What the JSON reader throws is about the request, not a bug. */
const unreadableBody: ErrorRequestHandler = (error: { status?: unknown }, _request, response, next) => {
  if (error.status === 413)
    sendProblem(response, problem(413, 'ParseException', `the body is larger than ${MOST_BODY}`));
  else if (error.status === 400 || error.status === 415) {
    sendProblem(
      response,
      problem(error.status, 'ParseException', 'The address or the body of the request cannot be read.'),
    );
  } else next(error);
};
