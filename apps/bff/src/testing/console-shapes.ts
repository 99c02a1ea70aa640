import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { isDone } from '@cynosure/shared/outcome.ts';
import type { Permission } from '../access/permissions.ts';
import { accessRoutes } from '../console/access/routes.ts';
import { consoleRoutes } from '../console/console.ts';
import { consoleContext } from '../console/context.ts';
import { Hub } from '../console/live/hub.ts';
import { eventRoutes } from '../console/routes/events.ts';
import { OnceOnly } from '../console/write/once-only.ts';
import { createIsolation } from '../registry/commands/create-isolation.ts';
import { instanceIdOf } from '../registry/commands/new-ids.ts';
import type { Actor } from '../registry/model.ts';
import { Uptake } from '../registry/uptake.ts';
import { type Answered, ask } from './http-client.ts';
import { HOST, type MatrixCaller, MINE, SERVICE, THEIRS } from './matrix-callers.ts';
import { addUser, PASSWORD } from './testing-access.ts';
import type { Doors } from './testing-doors.ts';
import { anUpkeep, aServer } from './testing-server.ts';

export type Where = typeof MINE | typeof THEIRS;

/** What the requests of a matrix name. */
export interface Named {
  /** Instances and isolations of the two namespaces, and a preview of isolating each instance. */
  readonly instance: Record<Where, string>;
  readonly isolation: Record<Where, string>;
  readonly preview: Record<Where, string>;
  readonly user: string;
  readonly group: string;
  readonly policy: string;
  readonly operation: string;
  readonly session: string;
}

export interface Shape {
  /** About a thing of a namespace, or as a whole. */
  readonly at: 'in' | 'everything' | 'something' | 'anew';
  /** Instead of what the route says: where the handler knows better. */
  readonly needs?: Permission;
  /** The last parts of the address. */
  readonly path?: (named: Named, where: Where) => string;
  readonly body?: (named: Named, where: Where) => unknown;
  /** It names somebody, whom another main account does not know. */
  readonly isOurs?: true;
}

const ours = (path: (named: Named) => string, needs?: Permission, body?: Shape['body']): Shape => ({
  at: 'everything',
  isOurs: true,
  path,
  ...(needs === undefined ? {} : { needs }),
  ...(body === undefined ? {} : { body }),
});
const everything: Shape = { at: 'everything' };
const something: Shape = { at: 'something' };
const ofNamespace: Shape = { at: 'in', path: (_named, where) => `/namespaces/${where}` };
const ofService = (tail = ''): Shape => ({
  at: 'in',
  path: (_named, where) => `/services/${where}/${SERVICE[where]}${tail}`,
});
const ofInstance: Shape = { at: 'in', path: ({ instance }, where) => `/instances/${instance[where]}` };
const ofIsolation = (tail = ''): Shape => ({
  at: 'in',
  path: ({ isolation }, where) => `/isolations/${isolation[where]}${tail}`,
});
const ofOperation = (tail = ''): Shape => ({
  at: 'everything',
  path: ({ operation }) => `/operations/${operation}${tail}`,
});

/** Writes are sent without what they need besides the right: who may gets a sentence about that, and nothing changes. */
export const SHAPES: Readonly<Record<string, Shape>> = {
  'get /overview': everything,
  'get /search': everything,
  'get /instances/export': something,
  'get /services/export': something,
  'get /services': something,
  'get /services/:namespace/:service': {
    at: 'in',
    path: (_named, where) => `/services/${where}/${SERVICE[where]}`,
  },
  'get /services/:namespace/:service/clients': {
    at: 'everything',
    path: () => `/services/${MINE}/${SERVICE[MINE]}/clients`,
  },
  'post /services': {
    at: 'in',
    path: () => '/services',
    body: (_named, where) => ({ namespace: where, service: SERVICE[where] }),
  },
  'put /services/:namespace/:service': ofService(),
  'delete /services/:namespace/:service': ofService(),
  'post /services/:namespace/:service/token': {
    ...ofService('/token'),
    body: () => ({ change: 'show' }),
    needs: 'DescribeServiceToken',
  },
  'get /services/:namespace/:service/contracts': ofService('/contracts'),
  'delete /contracts/:id': { at: 'everything', path: () => '/contracts/none' },
  'get /aliases': something,
  'post /aliases': {
    at: 'something',
    path: () => '/aliases',
  },
  'post /aliases/preview': {
    at: 'in',
    path: () => '/aliases/preview',
    body: (_named, where) => ({ namespace: where, alias: 'another' }),
  },
  'put /aliases/:namespace/:alias': { at: 'in', path: (_named, where) => `/aliases/${where}/none` },
  'delete /aliases/:namespace/:alias': { at: 'in', path: (_named, where) => `/aliases/${where}/none` },
  'post /instances': { at: 'something', path: () => '/instances' },
  'post /instances/preview': {
    at: 'in',
    path: () => '/instances/preview',
    body: (_named, where) => ({
      namespace: where,
      service: SERVICE[where],
      hosts: ['10.1.1.1'],
      ports: [1],
    }),
  },
  'get /instances': something,
  'get /instances/:id': ofInstance,
  'get /instances/:id/activity': {
    at: 'in',
    path: ({ instance }, where) => `/instances/${instance[where]}/activity`,
  },
  'patch /instances/:id': ofInstance,
  'get /health/hold': everything,
  'post /health/hold/end': { at: 'everything', needs: 'UpdateInstances' },
  'delete /instances/:id': ofInstance,
  'delete /instances/:id/held/:field': {
    at: 'in',
    path: ({ instance }, where) => `/instances/${instance[where]}/held/weight`,
  },
  'get /hosts': everything,
  'get /hosts/:hosts': { at: 'everything', path: () => `/hosts/${HOST[MINE]}` },
  'get /namespaces': something,
  'get /namespaces/:name': ofNamespace,
  'post /namespaces': { at: 'anew' },
  'put /namespaces/:name': ofNamespace,
  'delete /namespaces/:name': ofNamespace,
  'get /isolations': everything,
  'get /isolations/:id': { at: 'everything', path: ({ isolation }) => `/isolations/${isolation[MINE]}` },
  'post /isolations/preview': {
    at: 'in',
    body: ({ instance }, where) => ({ action: 'isolate', target: { instanceIds: [instance[where]] } }),
  },
  'post /isolations': {
    at: 'in',
    body: ({ preview }, where) => ({ previewId: preview[where], reason: 'a matrix' }),
  },
  'post /isolations/ahead': everything,
  'post /isolations/:id/end': ofIsolation('/end'),
  'patch /isolations/:id': ofIsolation(),
  'post /isolations/:id/reassert': ofIsolation('/reassert'),
  'post /isolations/:id/accept': ofIsolation('/accept'),
  'get /operations': everything,
  'get /operations/timeline': everything,
  'get /operations/:id': ofOperation(),
  'get /operations/:id/changes': ofOperation('/changes'),
  'get /operations/:id/uptake': ofOperation('/uptake'),
  'post /operations/:id/undo/preview': ofOperation('/undo/preview'),
  // Without a preview nothing is known of what it is about; the guard asks for the right somewhere.
  'post /operations/:id/undo': { ...ofOperation('/undo'), at: 'something' },
  'post /bulk/preview': {
    at: 'in',
    body: ({ instance }, where) => ({ action: 'deregister', target: { instanceIds: [instance[where]] } }),
  },
  // What it is about stands in the preview; without one it is nobody's.
  'post /bulk': something,
  'get /bulk/:id': everything,
  'get /bulk/:id/results': everything,
  'post /bulk/:id/cancel': something,
  'put /events/:stream/topics': everything,
  'get /changes': everything,
  'get /settings': everything,
  'put /settings': everything,
  'put /settings/guard': everything,
  'get /settings/diagnostics': everything,
  'get /nodes/connections': everything,
  'post /nodes/connections/close': everything,
  'post /nodes/log-level': everything,
  'post /nodes/lead/release': everything,
  'post /nodes/clean': everything,
  'get /clients': everything,
  'get /clients/:id': everything,
  'get /result-sets/:id': something,
  'post /result-sets/:id/freeze': something,
  'get /selections/:id': something,
  'get /selections/:id/hosts': something,
  'post /selections': something,
  'post /isolations/release': something,
  'get /access/users': something,
  'get /access/users/:id': ours(({ user }) => `/access/users/${user}`, 'DescribeUsers'),
  'post /access/users': everything,
  'patch /access/users/:id': ours(({ user }) => `/access/users/${user}`, 'UpdateUser'),
  'put /access/users/:id/password': ours(
    ({ user }) => `/access/users/${user}/password`,
    'UpdateUserPassword',
  ),
  'post /access/users/:id/token': ours(
    ({ user }) => `/access/users/${user}/token`,
    'ResetUserToken',
    () => ({ change: 'renew' }),
  ),
  'delete /access/users/:id': ours(({ user }) => `/access/users/${user}`),
  'get /access/groups': something,
  'get /access/groups/:id': ours(({ group }) => `/access/groups/${group}`),
  'post /access/groups': everything,
  'patch /access/groups/:id': ours(({ group }) => `/access/groups/${group}`),
  'post /access/groups/:id/token': ours(
    ({ group }) => `/access/groups/${group}/token`,
    undefined,
    () => ({ change: 'renew' }),
  ),
  'delete /access/groups/:id': ours(({ group }) => `/access/groups/${group}`),
  'get /access/roles': everything,
  'get /access/roles/:id': { at: 'everything', path: () => '/access/roles/viewer' },
  'get /access/functions': everything,
  'post /access/roles': everything,
  'patch /access/roles/:id': { at: 'everything', path: () => '/access/roles/viewer' },
  'delete /access/roles/:id': { at: 'everything', path: () => '/access/roles/viewer' },
  'get /access/policies': something,
  'get /access/policies/:id': ours(({ policy }) => `/access/policies/${policy}`),
  'post /access/policies': everything,
  'patch /access/policies/:id': ours(({ policy }) => `/access/policies/${policy}`),
  'delete /access/policies/:id': ours(({ policy }) => `/access/policies/${policy}`),
  // One's own are shown to everybody.
  'get /access/tokens': everything,
  'post /access/tokens': ours(
    () => '/access/tokens',
    'ResetUserToken',
    ({ user }) => ({ name: 'ci', holder: { kind: 'user', id: user }, endsAt: null }),
  ),
  'delete /access/tokens/:id': ours(({ user }) => `/access/tokens/user:${user}`, 'ResetUserToken'),
  'get /access/sessions': everything,
  'post /access/sessions/end-others': ours(
    () => '/access/sessions/end-others',
    'EndSessions',
    ({ user }) => ({ user }),
  ),
  'delete /access/sessions/:id': ours(({ session }) => `/access/sessions/${session}`, 'EndSessions'),
  'get /access/sdk': everything,
  'put /access/sdk': everything,
  'post /access/try': ours(
    () => '/access/try',
    'DescribePrincipalResources',
    ({ user }) => ({ who: { kind: 'user', id: user }, function: 'DescribeServices' }),
  ),
};

const by: Actor = { id: '', name: 'matrix', via: 'system' };

export const tableOf = ({ registry, checker, access }: Doors) => {
  const context = consoleContext(registry, new Uptake(registry), checker);
  const once = new OnceOnly(registry.state);
  const hub = new Hub({ context, isStill: () => false, onBug: (error) => assert.fail(String(error)) });
  const routes = [
    ...consoleRoutes(context, once, aServer(anUpkeep(registry))),
    ...accessRoutes(context, once, access.admin),
    ...eventRoutes(hub),
  ];
  hub.stop();
  return routes;
};

export type Headers = Record<string, string>;

export async function signIn({ ports, access }: Doors, user: MatrixCaller['user']): Promise<Headers> {
  if (user === undefined) return {};
  const started = await access.sessions.start(user, { ...by, address: '127.0.0.1' }, undefined);
  assert.ok(isDone(started));
  const answer = await ask(ports.console, 'POST', '/console/v1/session', {
    headers: { Origin: `http://127.0.0.1:${ports.console}`, 'Content-Type': 'application/json' },
    body: { name: user.name, password: PASSWORD },
  });
  return { Cookie: answer.headers['set-cookie']?.[0]?.split(';')[0] ?? '' };
}

export function send(
  { ports }: Doors,
  method: string,
  path: string,
  body: unknown,
  headers: Headers,
): Promise<Answered> {
  const own = {
    Origin: `http://127.0.0.1:${ports.console}`,
    'Content-Type': 'application/json',
    'Idempotency-Key': randomUUID(),
  };
  const isRead = method === 'get';
  return ask(ports.console, method.toUpperCase(), `/console/v1${path}`, {
    headers: { ...own, ...headers },
    ...(isRead ? {} : { body: body ?? {} }),
  });
}

export async function prepare(doors: Doors, owner: Headers): Promise<Named> {
  const { registry, access, owner: main } = doors;
  const perPlace = async (make: (where: Where) => Promise<string>): Promise<Record<Where, string>> => ({
    [MINE]: await make(MINE),
    [THEIRS]: await make(THEIRS),
  });
  const idIn = (where: Where) =>
    instanceIdOf({ namespace: where, service: SERVICE[where], host: HOST[where], port: 1 });
  const isolation = await perPlace(async (where) => {
    const target = { kind: 'instances' as const, instanceIds: [idIn(where)] };
    const ask = { target, reason: 'matrix', ticket: '', endsAt: null };
    const place = { namespace: where, service: SERVICE[where] };
    const decisions = [{ ...place, decision: 'override' as const }];
    const seen = [{ ...place, verdict: 'stop' as const, othersInTraffic: 0 }];
    const idempotency = { key: randomUUID(), hash: '' };
    const made = await registry.run(createIsolation({ ...ask, decisions, seen, idempotency }, by));
    assert.ok(isDone(made) && made.value.kind === 'done', JSON.stringify(made));
    return made.value.isolation.id;
  });
  const post = (path: string, body: unknown) => send(doors, 'post', path, body, owner);
  const preview = await perPlace(async (where) => {
    const answer = await post('/isolations/preview', {
      action: 'isolate',
      target: { instanceIds: [idIn(where)] },
    });
    return answer.json.previewId;
  });
  const user = await addUser(doors, { name: 'victim', role: null, owner: main.id });
  const group = await post('/access/groups', { name: 'victims' });
  const policy = await post('/access/policies', { name: 'victim-policy', effect: 'allow' });
  assert.equal(policy.status, 201, policy.text);
  const session = await access.sessions.start(user, { ...by, address: '10.0.0.1' }, undefined);
  assert.ok(isDone(session));
  const rows = await send(doors, 'get', '/access/sessions', undefined, owner);
  return {
    instance: { [MINE]: idIn(MINE), [THEIRS]: idIn(THEIRS) },
    isolation,
    preview,
    user: user.id,
    group: group.json.id,
    policy: policy.json.id,
    operation: [...registry.state.recentOperations.keys()][0] ?? '',
    session: rows.json.find((one: { user: { id: string } }) => one.user.id === user.id).id,
  };
}

export const cookieOf = ({ token }: MatrixCaller): Headers =>
  token === undefined ? {} : { Cookie: `cynosure_00000000=${token}`, 'X-Polaris-Token': token };

/** Commits but for those that only say that somebody was refused. */
export const changesOf = ({ registry }: Doors): number =>
  registry.state.position -
  [...registry.state.recentOperations.values()].filter(({ action }) => action === 'attempt.refused').length;
