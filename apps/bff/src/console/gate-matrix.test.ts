import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { encodeSegment } from '@cynosure/shared/console/path.ts';
import { isDone } from '@cynosure/shared/outcome.ts';
import type { Permission } from '../access/permissions.ts';
import { allPolicies } from '../access/policy.ts';
import { createIsolation } from '../registry/commands/create-isolation.ts';
import { instanceIdOf } from '../registry/commands/new-ids.ts';
import type { Actor } from '../registry/model.ts';
import { Uptake } from '../registry/uptake.ts';
import { type Answered, ask } from '../testing/http-client.ts';
import {
  HOST,
  type MatrixCaller,
  MINE,
  mustPass,
  openMatrix,
  type Place,
  SERVICE,
  THEIRS,
} from '../testing/matrix-callers.ts';
import { addUser, PASSWORD } from '../testing/testing-access.ts';
import { type Doors, openDoors } from '../testing/testing-doors.ts';
import { accessRoutes } from './access/routes.ts';
import { consoleRoutes } from './console.ts';
import { consoleContext } from './context.ts';
import { OnceOnly } from './write/once-only.ts';

type Where = typeof MINE | typeof THEIRS;

/** What the requests of a matrix name. */
interface Named {
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

interface Shape {
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
const SHAPES: Readonly<Record<string, Shape>> = {
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
  'get /instances': something,
  'get /instances/:id': ofInstance,
  'patch /instances/:id': ofInstance,
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
  'get /operations/:id': ofOperation(),
  'get /operations/:id/changes': ofOperation('/changes'),
  'get /operations/:id/uptake': ofOperation('/uptake'),
  'post /operations/:id/undo/preview': ofOperation('/undo/preview'),
  // Without a preview nothing is known of what it is about; the guard asks for the right somewhere.
  'post /operations/:id/undo': { ...ofOperation('/undo'), at: 'something' },
  'get /clients': everything,
  'get /clients/:id': everything,
  'get /result-sets/:id': something,
  'post /result-sets/:id/freeze': something,
  'get /selections/:id': something,
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

const tableOf = ({ registry, access }: Doors) => {
  const context = consoleContext(registry, new Uptake(registry));
  const once = new OnceOnly(registry.state);
  return [...consoleRoutes(context, once), ...accessRoutes(context, once, access.admin)];
};

type Headers = Record<string, string>;

async function signIn({ ports, access }: Doors, user: MatrixCaller['user']): Promise<Headers> {
  if (user === undefined) return {};
  const started = await access.sessions.start(user, { ...by, address: '127.0.0.1' }, undefined);
  assert.ok(isDone(started));
  const answer = await ask(ports.console, 'POST', '/console/v1/session', {
    headers: { Origin: `http://127.0.0.1:${ports.console}`, 'Content-Type': 'application/json' },
    body: { name: user.name, password: PASSWORD },
  });
  return { Cookie: answer.headers['set-cookie']?.[0]?.split(';')[0] ?? '' };
}

function send(
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

async function prepare(doors: Doors, owner: Headers): Promise<Named> {
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

test('every route of the console stands in the table of this test', async (t) => {
  const doors = await openDoors(t);
  const names = tableOf(doors).map(({ method, path }) => `${method} ${path}`);
  assert.deepEqual(names.sort(), Object.keys(SHAPES).sort());
});

test('caller × route × namespace: whoever must not pass is refused and changes nothing, whoever may passes', async (t) => {
  const doors = await openDoors(t);
  const everybody = await openMatrix(doors);
  const callers = everybody.filter(({ user }) => user !== undefined);
  const cookies = new Map<string, Headers>();
  for (const { name, user } of callers) cookies.set(name, await signIn(doors, user));
  const named = await prepare(doors, cookies.get('main') ?? {});
  const failures: string[] = [];
  let cells = 0;
  let passes = 0;
  // Whoever has no cookie, and whoever thinks that a token of the API is one.
  const nobodies: MatrixCaller[] = [
    { name: 'nobody', token: undefined },
    { name: 'a token as a cookie', token: doors.access.gate.tokenOf(doors.owner) },
  ];
  for (const { method, path, needs: declared } of tableOf(doors)) {
    const shape = SHAPES[`${method} ${path}`] ?? everything;
    const needs = shape.needs ?? declared;
    for (const caller of [...callers, ...nobodies]) {
      const places: readonly Place[] = shape.at === 'in' ? [MINE, THEIRS] : [shape.at];
      for (const at of places) {
        const where = at === THEIRS ? THEIRS : MINE;
        const address = shape.path?.(named, where) ?? path.replace(/:\w+/g, 'x');
        const headers = cookies.get(caller.name) ?? cookieOf(caller);
        const before = doors.registry.state.position;
        const answer = await send(doors, method, address, shape.body?.(named, where), headers);
        const changed = doors.registry.state.position !== before;
        cells += 1;
        const isNobody = caller.user === undefined;
        const must = !isNobody && mustPass(caller, needs, at) && !(shape.isOurs && caller.isStranger);
        const refused = [401, 403].includes(answer.status) || (!must && answer.status === 404);
        const isFieldFault = caller.isStranger && shape.isOurs && answer.status === 422 && !changed;
        if (must) passes += 1;
        if (must === refused && !isFieldFault) {
          const what = must ? 'refused' : 'ALLOWED';
          failures.push(
            `${what} ${caller.name} · ${method} ${address} · ${at}: ${answer.status} ${answer.text.slice(0, 120)}`,
          );
        }
        if (!must && changed) failures.push(`CHANGED ${caller.name} · ${method} ${address} · ${at}`);
        // What was taken away by one who may is put back for the next.
        if (must && changed) await addUser(doors, { name: 'victim', role: null, owner: doors.owner.id });
      }
    }
  }
  t.diagnostic(`${cells} cells, ${passes} of them must pass`);
  assert.deepEqual(failures, []);
  assert.ok([...allPolicies(doors.registry.state)].some(({ id }) => id === named.policy));
});

const cookieOf = ({ token }: MatrixCaller): Headers =>
  token === undefined ? {} : { Cookie: `cynosure_00000000=${token}`, 'X-Polaris-Token': token };

test('lists, facets and exports show nothing of a namespace that the reader may not see', async (t) => {
  const doors = await openDoors(t);
  const callers = (await openMatrix(doors)).filter(
    ({ user, inMine, grantedMine }) => user && (inMine || grantedMine),
  );
  const paths = [
    '/services',
    '/services?facets=namespace',
    '/services/export?format=ndjson',
    '/instances?facets=namespace,service,zone,state',
    '/instances?host=10.9.9.9',
    '/instances?q=theirs',
    '/instances/export?format=csv',
    '/namespaces',
    `/namespaces?q=theirs`,
  ];
  for (const caller of callers) {
    const cookie = await signIn(doors, caller.user);
    for (const path of paths) {
      const { status, text, json } = await send(doors, 'get', path, undefined, cookie);
      assert.equal(status, 200, `${caller.name} ${path} ${text}`);
      assert.ok(!/theirs|10\.9\.9\.9/.test(text), `${caller.name} ${path} ${text}`);
      if (path === '/instances?facets=namespace,service,zone,state') {
        assert.deepEqual([json.total, json.totalUnfiltered], [1, 1]);
      }
    }
  }
});

test('a role that is taken away, a deleted account and a sign-out count at the next request', async (t) => {
  const doors = await openDoors(t);
  await openMatrix(doors);
  const owner = await signIn(doors, doors.owner);
  const user = await addUser(doors, { name: 'wang', role: 'viewer', owner: doors.owner.id });
  const wang = await signIn(doors, user);
  const status = async (path: string, who = wang) => (await send(doors, 'get', path, undefined, who)).status;
  assert.equal(await status('/overview'), 200);
  const address = `/access/users/${encodeSegment(user.id)}`;
  const { json } = await send(doors, 'get', address, undefined, owner);
  const headers = { ...owner, 'If-Match': `"${json.revision}"` };
  const edited = await send(doors, 'patch', address, { role: null }, headers);
  assert.equal(edited.status, 200, edited.text);
  // Its rights are others now, so it signs in anew.
  assert.equal(await status('/overview'), 401);
  const again = await signIn(doors, user);
  assert.equal(await status('/overview', again), 403);
  assert.equal(await status('/access/tokens', again), 200);
  const { revision } = (await send(doors, 'get', address, undefined, owner)).json;
  const deletion = { ...owner, 'If-Match': `"${revision}"` };
  assert.equal((await send(doors, 'delete', address, { typed: 'wang' }, deletion)).status, 204);
  assert.equal(await status('/access/tokens', again), 401);
});
