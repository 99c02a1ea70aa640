import type { SessionRow } from '@cynosure/shared/console/access.ts';
import { isDone } from '@cynosure/shared/outcome.ts';
import { endSessions, type SessionRecord, sessionRecord } from '../../access/session-record.ts';
import { tenantOf, userById } from '../../access/user.ts';
import { type Answer, type ConsoleRequest, type ConsoleRoute, notAllowed, notFound, ok } from '../route.ts';
import { type Idempotency, rememberedAs } from '../write/once-only.ts';
import { type AccessContext, idIn, refusedWrite, tenantOfAsker, writing } from './parts.ts';

/** Who is signed in, and signing them out: oneself, and for owners everybody of the main account. */
export const sessionRoutes = (of: AccessContext): ConsoleRoute[] => [
  {
    method: 'get',
    path: '/access/sessions',
    needs: 'signedIn',
    handle: (request) => ok(sessionsSeen(of, request).map(({ row }) => row)),
  },
  writing(
    of,
    { method: 'delete', path: '/access/sessions/:id', needs: 'signedIn' },
    (request, idempotency) => end(of, request, idempotency),
    () => ({ status: 204 }),
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
      lastSeenAt: admin.sessions.lastSeenAt(key, record),
      address: record.address,
      current: key === session,
      may: {
        revoke:
          endsAll || user.id === actor.id
            ? true
            : { not: 'permission', info: 'Only an owner may sign others out.' },
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
