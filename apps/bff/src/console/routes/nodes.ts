import type { ConnectedHosts } from '@cynosure/shared/console/settings.ts';
import { z } from 'zod';
import { LOG_LEVELS, LOG_SCOPES } from '../../log-scopes.ts';
import type { Actor } from '../../registry/model.ts';
import { type Keep, MOST_CLEANED, type Upkeep } from '../../upkeep/upkeep.ts';
import { problem } from '../problem.ts';
import { ParamReader } from '../read/query-params.ts';
import { type Answer, type ConsoleRequest, type ConsoleRoute, ok } from '../route.ts';
import { readBody } from '../write/isolation-bodies.ts';
import { writing } from '../write/named-thing.ts';
import { type Idempotency, type OnceOnly, rememberedAs } from '../write/once-only.ts';

const DOORS = ['grpc', 'http'] as const;
const MOST_HOSTS = 200;
/** What is typed before rows are removed for good. */
const CLEAN_WORD = 'clean';

const closeBody = z.strictObject({
  door: z.literal([...DOORS], 'It is grpc or http.'),
  host: z.string().trim().min(1, 'Name the host.').max(255, 'A host has at most 255 characters.'),
  port: z.int().min(1).max(65_535, 'A port is a number from 1 to 65535.').optional(),
});
const levelBody = z.strictObject({
  scope: z.literal([...LOG_SCOPES], 'There is no such part of the log.'),
  level: z.literal([...LOG_LEVELS], 'There is no such level.'),
});
const cleanBody = z.strictObject({ typed: z.literal(CLEAN_WORD, `Type ${CLEAN_WORD} to confirm.`) });
const releaseBody = z.strictObject({});

/** Upkeep of this node, which the registry's API offers under /maintain/v1 (console/spec.md §5, Settings, Nodes). */
export function nodeRoutes(once: OnceOnly, upkeep: Upkeep): ConsoleRoute[] {
  return [
    {
      method: 'get',
      path: '/nodes/connections',
      needs: 'DescribeServerConnections',
      handle: ({ query }) => connections(upkeep, query),
    },
    act('/nodes/connections/close', 'CloseConnections', closeBody, ({ door, host, port }, by, keep) =>
      upkeep.closeConnections([{ protocol: door, host, port: port ?? null }], by, keep),
    ),
    act('/nodes/log-level', 'UpdateLogOutputLevel', levelBody, async ({ scope, level }, by, keep) => {
      await upkeep.setLevel(scope, level, by, keep);
      return 1;
    }),
    act('/nodes/lead/release', 'ReleaseLeaderElection', releaseBody, async (_body, by, keep) => {
      if (upkeep.duties !== 'leads') return null;
      await upkeep.releaseLead(by, keep);
      return 1;
    }),
    act('/nodes/clean', 'BatchCleanInstances', cleanBody, (_body, by, keep) =>
      upkeep.cleanOld(MOST_CLEANED, by, keep),
    ),
  ];

  /** One act of upkeep; answers how many things it was done to. `run` null = it is not this node's to do. */
  function act<Body>(
    path: string,
    needs: ConsoleRoute['needs'],
    body: z.ZodType<Body>,
    run: (body: Body, by: Actor, keep: Keep) => Promise<number | null>,
  ): ConsoleRoute {
    const write = async (request: ConsoleRequest, idempotency: Idempotency): Promise<Answer> => {
      const read = readBody(body, request.body);
      if ('code' in read) return read;
      const keep: Keep = (record, count) => rememberedAs(record, idempotency, () => String(count));
      const count = await run(read.value, request.asker.actor, keep);
      if (count !== null) return ok({ count });
      return problem(409, 'NoNeedUpdate', 'This node does not lead.', { type: 'NothingToDo' });
    };
    return writing(once, { method: 'post', path, needs }, write, (_request, ref) =>
      ok({ count: Number(ref) }),
    );
  }
}

function connections(upkeep: Upkeep, query: URLSearchParams): Answer {
  const params = new ParamReader(query);
  const door = params.word('door', DOORS) ?? 'grpc';
  const refusal = params.refusal();
  if (refusal !== null) return refusal;
  const hosts = upkeep.hostsOf(door);
  const answer: ConnectedHosts = { items: hosts.slice(0, MOST_HOSTS), total: hosts.length };
  return ok(answer);
}
