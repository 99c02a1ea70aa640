import { isDone } from '@cynosure/shared/outcome.ts';
import type { Permission } from '../../access/permissions.ts';
import type { Actor } from '../../registry/model.ts';
import { ELECTION, type Upkeep } from '../../upkeep/upkeep.ts';
import { valueFromBody } from './json-body.ts';
import { json, text } from './reply.ts';
import type { Call, Reply, Route } from './route.ts';

export interface ServerParts {
  readonly upkeep: Upkeep;
  /** The address under which this server is known to others. */
  readonly host: string;
}

/** Upkeep of the server itself (contract/http-naming.md §8): plain replies, refusals as one line of text. */
export function serverRoutes(parts: ServerParts): Route[] {
  const { upkeep } = parts;
  return [
    plain('GET', '/maintain/v1/apiserver/conn', 'DescribeServerConnections', connectionsOf),
    plain('GET', '/maintain/v1/apiserver/conn/stats', 'DescribeServerConnStats', connectionsOf),
    plain('POST', '/maintain/v1/apiserver/conn/close', 'CloseConnections', (call, by) =>
      close(parts, call, by),
    ),
    plain('POST', '/maintain/v1/memory/free', 'FreeOSMemory', async (_call, by) => {
      await upkeep.freeMemory(by);
      return text(200, '');
    }),
    plain('GET', '/maintain/v1/log/outputlevel', 'DescribeGetLogOutputLevel', () =>
      json(upkeep.levels.map(({ scope, level }) => ({ Name: scope, Level: level }))),
    ),
    plain('PUT', '/maintain/v1/log/outputlevel', 'UpdateLogOutputLevel', (call, by) =>
      setLevel(parts, call, by),
    ),
    plain('GET', '/maintain/v1/leaders', 'DescribeLeaderElections', () => json([electionOf(parts)])),
    plain('POST', '/maintain/v1/leaders/release', 'ReleaseLeaderElection', (call, by) =>
      release(parts, call, by),
    ),
    // No CMDB is joined, so nothing is known of any host.
    plain('GET', '/maintain/v1/cmdb/info', 'DescribeCMDBInfo', () => json([])),
    {
      method: 'GET',
      path: '/',
      surface: 'client',
      needs: 'open',
      takesAnyAccept: true,
      handle: () => text(200, 'Polaris Server'),
    },
  ];
}

function plain(
  method: Route['method'],
  path: string,
  needs: Permission,
  handle: (call: Call, by: Actor) => Reply | Promise<Reply>,
): Route {
  return {
    method,
    path,
    needs,
    surface: 'maintain',
    handle(call) {
      const admission = call.admit();
      return isDone(admission) ? handle(call, call.actor(admission.value)) : text(400, admission.reason);
    },
  };
}

/** Connections are counted only under a limit, and none is set, so no protocol is known here. */
function connectionsOf({ query }: Call): Reply {
  return text(400, query.get('protocol') ? 'not found the protocol' : 'missing param protocol');
}

async function close({ upkeep }: ServerParts, call: Call, by: Actor): Promise<Reply> {
  const body = valueFromBody(call);
  if (!isDone(body)) return text(400, body.info ?? body.code);
  if (!Array.isArray(body.value)) return text(400, 'the body must be an array');
  const asked: readonly unknown[] = body.value;
  const targets = asked.map((one) => ({
    protocol: memberOf(one, 'Protocol'),
    host: memberOf(one, 'Host'),
    port: memberOf(one, 'Port'),
  }));
  for (const { protocol, host } of targets) {
    if (typeof protocol !== 'string' || protocol === '') return text(400, 'missing protocol');
    if (typeof host !== 'string' || host === '') return text(400, 'missing host');
  }
  await upkeep.closeConnections(
    targets.map(({ protocol, host, port }) => ({
      protocol: String(protocol),
      host: String(host),
      port: typeof port === 'number' && port > 0 ? port : null,
    })),
    by,
  );
  return text(200, '');
}

async function setLevel({ upkeep }: ServerParts, call: Call, by: Actor): Promise<Reply> {
  const body = valueFromBody(call);
  if (!isDone(body)) return text(400, body.info ?? body.code);
  const scope = memberOf(body.value, 'scope');
  const level = memberOf(body.value, 'level');
  switch (await upkeep.setLevel(String(scope ?? ''), String(level ?? ''), by)) {
    case 'ok':
      return json('ok');
    case 'unknownScope':
      return text(400, 'invalid scope name');
    case 'unknownLevel':
      return text(400, 'invalid log level');
  }
}

function memberOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  // An own member of an object that JSON.parse made.
  return (value as Readonly<Record<string, unknown>>)[name];
}

/** One server is the only candidate and leads from its start; a release is an election that it wins again. */
function electionOf({ upkeep, host }: ServerParts): object {
  const { startedAt, electedAt } = upkeep;
  return {
    ElectKey: ELECTION,
    Host: host,
    Ctime: startedAt,
    CreateTime: new Date(startedAt * 1000).toISOString(),
    Mtime: electedAt,
    ModifyTime: new Date(electedAt * 1000).toISOString(),
    Valid: true,
  };
}

async function release({ upkeep }: ServerParts, call: Call, by: Actor): Promise<Reply> {
  const body = valueFromBody(call);
  if (!isDone(body)) return text(400, body.info ?? body.code);
  if (memberOf(body.value, 'electKey') !== ELECTION) return text(400, `there is no election but ${ELECTION}`);
  await upkeep.releaseLead(by);
  return json('ok');
}
