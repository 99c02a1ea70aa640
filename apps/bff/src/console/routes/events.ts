import { MOST_TOPICS } from '@cynosure/shared/console/events.ts';
import type { Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import { type SessionGuard, sessionOf } from '../../access/require-session.ts';
import type { Hub } from '../live/hub.ts';
import { readTopics } from '../live/topic.ts';
import { readPlace } from '../position.ts';
import { fieldProblem, invalidFields, problem, sendProblem } from '../problem.ts';
import { type Answer, type ConsoleRequest, type ConsoleRoute, notFound, ok } from '../route.ts';
import { readBody } from '../write/isolation-bodies.ts';

/** What GET /events needs; its handler writes the answer itself, so it is no row of the table. */
export const EVENTS_NEED = 'DescribeOverview';

/** The event stream itself (console/data-shapes.md §3). */
export const openEvents =
  (hub: Hub, guard: SessionGuard): RequestHandler =>
  (request: Request, response: Response) => {
    const address = new URL(request.originalUrl, 'http://console');
    const topics = readTopics(splitTopics(address.searchParams.getAll('topics')));
    if (typeof topics === 'string') {
      sendProblem(
        response,
        problem(400, 'InvalidParameter', topics, { fields: [fieldProblem('topics', topics)] }),
      );
      return;
    }
    const { key: session, user } = sessionOf(response);
    if (!hub.hasRoom(session)) {
      const info = 'Too many event streams are open; close a tab.';
      sendProblem(response, problem(429, 'IPRateLimit', info, { retryAfterSeconds: 15 }));
      return;
    }
    const last = readPlace(request.get('Last-Event-ID') ?? address.searchParams.get('since'));
    const asker = {
      session,
      rights: guard.rightsOf({ user }),
      actor: { id: user.id, name: user.name, via: 'console' as const },
    };
    hub.open(response, asker, topics, last);
  };

const topicsBody = z.object({
  topics: z
    .array(z.string().max(512))
    .max(MOST_TOPICS, `At most ${MOST_TOPICS} topics can be followed at once.`),
  since: z.string().max(64).optional(),
  again: z.array(z.string().max(512)).max(MOST_TOPICS).default([]),
});

export const eventRoutes = (hub: Hub): ConsoleRoute[] => [
  {
    method: 'put',
    path: '/events/:stream/topics',
    needs: EVENTS_NEED,
    handle: (request) => retopic(hub, request),
  },
  { method: 'get', path: '/changes', needs: EVENTS_NEED, handle: (request) => changes(hub, request) },
];

function retopic(hub: Hub, { params, body, asker }: ConsoleRequest): Answer {
  const read = readBody(topicsBody, body);
  if ('code' in read) return read;
  const topics = readTopics(read.value.topics);
  if (typeof topics === 'string') return invalidFields([fieldProblem('topics', topics)]);
  const { since, again } = read.value;
  const isThere = hub.retopic(params.stream ?? '', asker.session, topics, {
    since: readPlace(since),
    again: new Set(again),
  });
  return isThere ? { status: 204 } : notFound('There is no such event stream; open one.');
}

/** For browsers behind something that breaks streams: the same events, asked for every 5 s. */
function changes(hub: Hub, { query, asker }: ConsoleRequest): Answer {
  const topics = readTopics(splitTopics(query.getAll('topics')));
  if (typeof topics === 'string') return problem(400, 'InvalidParameter', topics);
  const since = readPlace(query.get('since'));
  if (since === undefined) return problem(400, 'InvalidParameter', 'since must be a position.');
  const events = hub.changes(asker, topics, since);
  return events.length === 0 ? { status: 304 } : ok(events);
}

/** `a,b` or one parameter each. */
const splitTopics = (texts: readonly string[]): string[] =>
  texts.flatMap((text) => text.split(',')).filter(Boolean);
