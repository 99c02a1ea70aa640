import type { SessionRow } from '@cynosure/shared/console/access.ts';
import { isDone } from '@cynosure/shared/outcome.ts';
import { endSessions, type SessionRecord, sessionRecord } from '../../access/session-record.ts';
import { tenantOf, userById } from '../../access/user.ts';
import { lacking } from '../read/may.ts';
import { type Answer, type ConsoleRequest, type ConsoleRoute, notAllowed, notFound, ok } from '../route.ts';
import { readBody } from '../write/isolation-bodies.ts';
import { writing } from '../write/named-thing.ts';
import { type Idempotency, rememberedAs } from '../write/once-only.ts';
import { endOthersBody } from './bodies.ts';
import { type AccessContext, idIn, refusedWrite, tenantOfAsker } from './parts.ts';

/** Who is signed in, and signing them out: oneself, and for owners everybody of the main account. */
export const sessionRoutes = (of: AccessContext): ConsoleRoute[] => [
  {
    method: 'get',
    path: '/access/sessions',
    needs: 'signedIn',
    handle: (request) => ok(sessionsSeen(of, request).map(({ row }) => row)),
  },
  writing(
    of.once,
    { method: 'delete', path: '/access/sessions/:id', needs: 'signedIn' },
    (request, idempotency) => end(of, request, idempotency),
    () => ({ status: 204 }),
  ),
  writing(
    of.once,
    { method: 'post', path: '/access/sessions/end-others', needs: 'signedIn' },
    (request, idempotency) => endOthers(of, request, idempotency),
    (_request, ref) => ok({ ended: Number(ref) }),
  ),
];

interface Seen {
  readonly key: string;
  readonly row: SessionRow;
}

function sessionsSeen({ context, admin }: AccessContext, request: ConsoleRequest): Seen[] {
  const { state } = context;
  const { rights, actor, session } = request.asker;
  const tenant = tenantOfAsker(context, request);
  const seesAll = rights.may('DescribeSessions', 'everything');
  const endsAll = rights.may('EndSessions', 'everything');
  const rowOf = (key: string, record: SessionRecord): Seen[] => {
    const user = userById(state, record.userId);
    const isSeen = user !== undefined && tenantOf(user) === tenant && (seesAll || user.id === actor.id);
    if (!isSeen || admin.sessions.userOf(key) === undefined) return [];
    const row: SessionRow = {
      id: record.id ?? key.slice(0, 16),
      user: { id: user.id, name: user.name },
      createdAt: record.createdAt,
      lastSeenAt: Math.floor(admin.sessions.lastSeenAt(key, record)),
      address: record.address,
      current: key === session,
      may: {
        revoke: endsAll || user.id === actor.id ? true : lacking('othersSessions'),
      },
    };
    return [{ key, row }];
  };
  const seen = [...state.kept.session.keys()].flatMap((key) => {
    const record = sessionRecord(state, key);
    return record === undefined ? [] : rowOf(key, record);
  });
  return seen.sort((a, b) => b.row.lastSeenAt - a.row.lastSeenAt);
}

async function end(of: AccessContext, request: ConsoleRequest, idempotency: Idempotency): Promise<Answer> {
  const id = idIn(request);
  const found = sessionsSeen(of, request).find(({ row }) => row.id === id);
  if (found === undefined) return notFound('There is no such session any more.');
  const { asker } = request;
  const refusal = found.row.may.revoke === true ? null : notAllowed(asker, 'EndSessions', 'everything');
  if (refusal !== null) return refusal;
  const command = rememberedAs(endSessions([found.key], asker.actor), idempotency, () => id);
  const ended = await of.context.registry.run(command);
  return isDone(ended) ? { status: 204 } : refusedWrite(ended);
}

/** Signs an account out everywhere but where it is asked: one's own, or for owners anybody's. */
async function endOthers(
  of: AccessContext,
  request: ConsoleRequest,
  idempotency: Idempotency,
): Promise<Answer> {
  const read = readBody(endOthersBody, request.body);
  if ('code' in read) return read;
  const { asker } = request;
  const meant = read.value.user ?? asker.actor.id;
  const theirs = sessionsSeen(of, request).filter(({ row }) => row.user.id === meant);
  // Of the sessions of others nothing is said, not even that there are any.
  if (theirs.length === 0) return notFound('That account is signed in nowhere.');
  const keys = theirs.flatMap(({ key, row }) => (row.current || row.may.revoke !== true ? [] : [key]));
  const command = rememberedAs(endSessions(keys, asker.actor), idempotency, () => String(keys.length));
  const ended = await of.context.registry.run(command);
  return isDone(ended) ? ok({ ended: keys.length }) : refusedWrite(ended);
}
