import { isDone } from '@cynosure/shared/outcome.ts';
import type { Permission } from '../../access/permissions.ts';
import type { Clock } from '../../clock.ts';
import type { LogScopes } from '../../log-scopes.ts';
import { noteOperation, serverChange } from '../../registry/commands/note.ts';
import type { Actor, FieldChange } from '../../registry/model.ts';
import { valueFromBody } from './json-body.ts';
import type { RegistryParts } from './registry-parts.ts';
import { json, text } from './reply.ts';
import type { Call, Reply, Route } from './route.ts';

/** The connections of one listener, which an operator may cut. */
export interface Connections {
  readonly open: number;
  /** `port` null = all of the host. Answers how many. */
  closeConnections(host: string, port: number | null): number;
}

export interface ServerParts extends RegistryParts {
  readonly clock: Clock;
  readonly logs: LogScopes;
  /** By protocol: `grpc`, `http`. */
  readonly connections: Readonly<Record<string, Connections>>;
  /** The address under which this server is known to others. */
  readonly host: string;
}

/** Upkeep of the server itself (contract/http-naming.md §8): plain replies, refusals as one line of text. */
export function serverRoutes(parts: ServerParts): Route[] {
  const election = new OwnElection(parts);
  return [
    plain('GET', '/maintain/v1/apiserver/conn', 'DescribeServerConnections', connectionsOf),
    plain('GET', '/maintain/v1/apiserver/conn/stats', 'DescribeServerConnStats', connectionsOf),
    plain('POST', '/maintain/v1/apiserver/conn/close', 'CloseConnections', (call, by) =>
      close(parts, call, by),
    ),
    plain('POST', '/maintain/v1/memory/free', 'FreeOSMemory', (_call, by) => freeMemory(parts, by)),
    plain('GET', '/maintain/v1/log/outputlevel', 'DescribeGetLogOutputLevel', () =>
      json(parts.logs.levels().map(({ scope, level }) => ({ Name: scope, Level: level }))),
    ),
    plain('PUT', '/maintain/v1/log/outputlevel', 'UpdateLogOutputLevel', (call, by) =>
      setLevel(parts, call, by),
    ),
    plain('GET', '/maintain/v1/leaders', 'DescribeLeaderElections', () => json([election.shown()])),
    plain('POST', '/maintain/v1/leaders/release', 'ReleaseLeaderElection', (call, by) =>
      election.release(call, by),
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

/**
 * Says in history what was done to the server. Upkeep must work while the store is out, too: then it is done and
 * cannot be written down.
 */
async function noted({ registry }: ServerParts, action: string, by: Actor, ...changes: FieldChange[]) {
  await registry.run(noteOperation(action, by, changes));
}

/** Connections are counted only under a limit, and none is set, so no protocol is known here. */
function connectionsOf({ query }: Call): Reply {
  return text(400, query.get('protocol') ? 'not found the protocol' : 'missing param protocol');
}

async function close(parts: ServerParts, call: Call, by: Actor): Promise<Reply> {
  const { connections } = parts;
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
  const closed = targets.map(({ protocol, host, port }) => {
    const listener = Object.hasOwn(connections, String(protocol)) ? connections[String(protocol)] : undefined;
    const only = typeof port === 'number' && port > 0 ? port : null;
    const count = listener?.closeConnections(String(host), only) ?? 0;
    return serverChange('connections', `/${protocol}/${host}${only === null ? '' : `:${only}`}`, count, 0);
  });
  await noted(parts, 'server.closeConnections', by, ...closed);
  return text(200, '');
}

/** Where the process was started with a collector that can be called; else memory is freed when it is needed. */
async function freeMemory(parts: ServerParts, by: Actor): Promise<Reply> {
  globalThis.gc?.();
  await noted(parts, 'server.freeMemory', by);
  return text(200, '');
}

async function setLevel(parts: ServerParts, call: Call, by: Actor): Promise<Reply> {
  const { logs } = parts;
  const body = valueFromBody(call);
  if (!isDone(body)) return text(400, body.info ?? body.code);
  const scope = memberOf(body.value, 'scope');
  const level = memberOf(body.value, 'level');
  const before = logs.levels().find((one) => one.scope === scope)?.level ?? null;
  switch (logs.setLevel(String(scope ?? ''), String(level ?? ''))) {
    case 'ok':
      await noted(parts, 'server.logLevel', by, serverChange('log', `/${String(scope)}`, before, level));
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

const ELECTION = 'polaris.checker';

/** One server is the only candidate and leads from its start; a release is an election that it wins again. */
class OwnElection {
  readonly #parts: ServerParts;
  readonly #startedAt: number;
  #electedAt: number;

  constructor(parts: ServerParts) {
    this.#parts = parts;
    this.#startedAt = Math.floor(parts.clock.wallMs() / 1000);
    this.#electedAt = this.#startedAt;
  }

  shown(): object {
    return {
      ElectKey: ELECTION,
      Host: this.#parts.host,
      Ctime: this.#startedAt,
      CreateTime: new Date(this.#startedAt * 1000).toISOString(),
      Mtime: this.#electedAt,
      ModifyTime: new Date(this.#electedAt * 1000).toISOString(),
      Valid: true,
    };
  }

  async release(call: Call, by: Actor): Promise<Reply> {
    const body = valueFromBody(call);
    if (!isDone(body)) return text(400, body.info ?? body.code);
    if (memberOf(body.value, 'electKey') !== ELECTION)
      return text(400, `there is no election but ${ELECTION}`);
    const before = this.#electedAt;
    this.#electedAt = Math.floor(this.#parts.clock.wallMs() / 1000);
    const change = serverChange('election', `/${ELECTION}`, before, this.#electedAt);
    await noted(this.#parts, 'server.releaseLeadership', by, change);
    return json('ok');
  }
}
