import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Needed } from '../../access/permissions.ts';
import { allPolicies } from '../../access/policy.ts';
import { ask } from '../../testing/http-client.ts';
import {
  HOST,
  type MatrixCaller,
  MINE,
  mustPass,
  openMatrix,
  type Place,
  SERVICE,
  THEIRS,
} from '../../testing/matrix-callers.ts';
import { addUser } from '../../testing/testing-access.ts';
import { type Doors, openDoors } from '../../testing/testing-doors.ts';
import type { Route } from './route.ts';

type Where = typeof MINE | typeof THEIRS;

/** Ids of a user, a group and a policy that the request is about; made anew for each cell. */
interface Victims {
  readonly user: string;
  readonly group: string;
  readonly policy: string;
}

/** How a route is called: with one thing of a namespace, or as it is; `what` it is about in the latter case. */
interface Shape {
  /** Takes the namespace as a place; an array can hold both. */
  readonly in?: (where: Where) => { readonly query?: string; readonly body?: unknown };
  readonly what?: Extract<Place, 'everything' | 'something' | 'anew'> | 'victim';
  readonly query?: (victims: Victims) => string;
  readonly body?: (victims: Victims) => unknown;
  /** Named by the handler instead of the route's. */
  readonly needs?: Needed;
}

const place = (where: Where) => ({ namespace: where, service: SERVICE[where] });
const named = (where: Where) => ({ namespace: where, name: SERVICE[where] });
const instance = (where: Where) => ({ ...place(where), host: HOST[where], port: 1 });
const contract = (where: Where) => ({ name: 'c', ...place(where), protocol: 'http' });
const inArray =
  (item: (where: Where) => object): NonNullable<Shape['in']> =>
  (where) => ({ body: [item(where)] });

const namespaces = (prefix: string, token: string): Record<string, Shape> => ({
  [`POST ${prefix}`]: { what: 'anew', body: () => [{ name: `new-${Math.random()}` }] },
  [`PUT ${prefix}`]: { in: inArray((name) => ({ name, comment: 'x' })) },
  // Refused for what is left in it, and so done again and again.
  [`POST ${prefix}/delete`]: { in: inArray((name) => ({ name })) },
  [`GET ${prefix}`]: { what: 'something' },
  [`GET ${token}`]: { in: (name) => ({ query: `?name=${name}` }) },
  [`PUT ${token}`]: { in: (name) => ({ body: { name } }) },
});

const rules = (path: string, canEnable: boolean): Record<string, Shape> => ({
  [`GET ${path}`]: { what: 'something' },
  [`POST ${path}`]: { what: 'everything', body: () => [{}] },
  [`PUT ${path}`]: { what: 'everything', body: () => [{}] },
  [`POST ${path}/delete`]: { what: 'everything', body: () => [{}] },
  ...(canEnable ? { [`PUT ${path}/enable`]: { what: 'everything' as const, body: () => [{}] } } : {}),
});

const SHAPES: Readonly<Record<string, Shape>> = {
  ...namespaces('/naming/v1/namespaces', '/naming/v1/namespace/token'),
  ...namespaces('/core/v1/namespaces', '/core/v1/namespaces/token'),
  'POST /naming/v1/services': { in: inArray((namespace) => ({ namespace, name: `new-${Math.random()}` })) },
  'PUT /naming/v1/services': { in: inArray((where) => ({ ...named(where), comment: 'x' })) },
  'POST /naming/v1/services/delete': { in: inArray(named) },
  'GET /naming/v1/services': { what: 'something' },
  'GET /naming/v1/services/all': { what: 'something' },
  'GET /naming/v1/services/count': { what: 'something' },
  'GET /naming/v1/service/token': {
    in: (where) => ({ query: `?namespace=${where}&name=${SERVICE[where]}` }),
  },
  'PUT /naming/v1/service/token': { in: (where) => ({ body: named(where) }) },
  'POST /naming/v1/service/owner': { in: inArray(named) },
  'POST /naming/v1/service/alias': {
    in: (where) => ({ body: { ...place(where), alias: `a-${Math.random()}`, alias_namespace: where } }),
  },
  'PUT /naming/v1/service/alias': {
    in: (where) => ({ body: { ...place(where), alias: SERVICE[where], alias_namespace: where } }),
  },
  'POST /naming/v1/service/aliases/delete': {
    in: inArray((where) => ({ alias: SERVICE[where], alias_namespace: where })),
  },
  'GET /naming/v1/service/aliases': { what: 'something' },
  'POST /naming/v1/instances': { in: inArray((where) => ({ ...instance(where), port: 2 })) },
  'PUT /naming/v1/instances': { in: inArray((where) => ({ ...instance(where), weight: 3 })) },
  'POST /naming/v1/instances/delete': { in: inArray((where) => ({ ...instance(where), port: 9 })) },
  'POST /naming/v1/instances/delete/host': { in: inArray((where) => ({ ...place(where), host: 'none' })) },
  'PUT /naming/v1/instances/isolate/host': {
    in: inArray((where) => ({ ...instance(where), isolate: true })),
  },
  'GET /naming/v1/instances': { what: 'something', query: () => '?weight=100' },
  'GET /naming/v1/instances/count': { what: 'something' },
  'GET /naming/v1/instances/labels': {
    in: (where) => ({ query: `?namespace=${where}&service=${SERVICE[where]}` }),
  },
  'POST /naming/v1/service/contracts': { in: inArray(contract) },
  'POST /naming/v1/service/contracts/delete': { in: inArray(contract) },
  'GET /naming/v1/service/contracts': { what: 'something' },
  'GET /naming/v1/service/contract/versions': { what: 'something', query: () => `?namespace=${MINE}` },
  'POST /naming/v1/service/contract/methods': { in: (where) => ({ body: contract(where) }) },
  'PUT /naming/v1/service/contract/methods/append': { in: (where) => ({ body: contract(where) }) },
  'POST /naming/v1/service/contract/methods/delete': { in: (where) => ({ body: contract(where) }) },
  'POST /maintain/v1/instance/clean': { what: 'everything', body: () => instance(MINE) },
  'POST /maintain/v1/instance/batchclean': { what: 'everything', body: () => ({ batch_size: 1 }) },
  'GET /maintain/v1/instance/heartbeat': {
    in: (where) => ({
      query: `?namespace=${where}&service=${SERVICE[where]}&vpc_id=&host=${HOST[where]}&port=1`,
    }),
  },
  'GET /maintain/v1/server/functions': { what: 'everything' },
  'GET /maintain/v1/apiserver/conn': { what: 'everything', query: () => '?protocol=x' },
  'GET /maintain/v1/apiserver/conn/stats': { what: 'everything', query: () => '?protocol=x' },
  'POST /maintain/v1/apiserver/conn/close': {
    what: 'everything',
    body: () => [{ Protocol: 'grpc', Host: '10.9.9.9' }],
  },
  'POST /maintain/v1/memory/free': { what: 'everything', body: () => ({}) },
  'GET /maintain/v1/log/outputlevel': { what: 'everything' },
  'PUT /maintain/v1/log/outputlevel': {
    what: 'everything',
    body: () => ({ scope: 'naming', level: 'info' }),
  },
  'GET /maintain/v1/leaders': { what: 'everything' },
  'POST /maintain/v1/leaders/release': { what: 'everything', body: () => ({ electKey: 'polaris.checker' }) },
  'GET /maintain/v1/cmdb/info': { what: 'everything' },
  ...rules('/naming/v2/routings', true),
  ...rules('/naming/v1/ratelimits', true),
  ...rules('/naming/v1/circuitbreaker/rules', true),
  ...rules('/naming/v1/faultdetectors', false),
  ...rules('/naming/v1/lane/groups', false),
  'GET /core/v1/users': { what: 'something' },
  'POST /core/v1/users': {
    what: 'everything',
    body: () => [{ name: `u${Math.random()}`, password: 'pass-1234' }],
  },
  'POST /core/v1/users/delete': { what: 'victim', body: ({ user }) => [{ id: user }] },
  'PUT /core/v1/user': { what: 'victim', body: ({ user }) => ({ id: user, comment: String(Math.random()) }) },
  'PUT /core/v1/user/password': {
    what: 'victim',
    body: ({ user }) => ({ id: user, new_password: 'pass-1234' }),
  },
  'GET /core/v1/user/token': { what: 'victim', query: ({ user }) => `?id=${user}` },
  'PUT /core/v1/user/token/status': {
    what: 'victim',
    body: ({ user }) => ({ id: user, token_enable: false }),
  },
  'PUT /core/v1/user/token/refresh': { what: 'victim', body: ({ user }) => ({ id: user }) },
  'POST /core/v1/usergroup': { what: 'everything', body: () => ({ name: `g${Math.random()}` }) },
  'PUT /core/v1/usergroups': {
    what: 'victim',
    body: ({ group }) => [{ id: group, comment: String(Math.random()) }],
  },
  'GET /core/v1/usergroups': { what: 'something' },
  'POST /core/v1/usergroups/delete': { what: 'victim', body: ({ group }) => [{ id: group }] },
  'GET /core/v1/usergroup/detail': { what: 'victim', query: ({ group }) => `?id=${group}` },
  'GET /core/v1/usergroup/token': { what: 'victim', query: ({ group }) => `?id=${group}` },
  'PUT /core/v1/usergroup/token/status': { what: 'victim', body: ({ group }) => ({ id: group }) },
  'PUT /core/v1/usergroup/token/refresh': { what: 'victim', body: ({ group }) => ({ id: group }) },
  'POST /core/v1/auth/strategy': { what: 'everything', body: () => ({ name: `p${Math.random()}` }) },
  'PUT /core/v1/auth/strategies': {
    what: 'victim',
    body: ({ policy }) => [{ id: policy, comment: String(Math.random()) }],
  },
  'POST /core/v1/auth/strategies/delete': { what: 'victim', body: ({ policy }) => [{ id: policy }] },
  'GET /core/v1/auth/strategies': { what: 'something' },
  'GET /core/v1/auth/strategy/detail': { what: 'victim', query: ({ policy }) => `?id=${policy}` },
  'GET /core/v1/auth/principal/resources': {
    what: 'victim',
    query: ({ user }) => `?principal_id=${user}&principal_type=user`,
  },
  'GET /core/v1/roles': { what: 'everything' },
  'POST /core/v1/roles': { what: 'everything', body: () => [{ name: `r${Math.random()}` }] },
  'PUT /core/v1/roles': { what: 'everything', body: () => [{ id: 'none', comment: 'x' }] },
  'POST /core/v1/roles/delete': { what: 'everything', body: () => [{ id: 'none' }] },
};

const nameOf = ({ method, path }: Route): string => `${method} ${path}`;
const isGuarded = ({ needs, surface }: Route): boolean => needs !== 'open' && surface !== 'client';

/** Those that are left from before, or new ones where one of them was deleted. */
async function victimsOf(doors: Doors, before: Victims | null): Promise<Victims> {
  const { user, group, policy } = doors.registry.state.kept;
  const isWhole =
    before !== null && user.has(before.user) && group.has(before.group) && policy.has(before.policy);
  return isWhole ? before : makeVictims(doors, policy.size);
}

async function makeVictims(doors: Doors, n: number): Promise<Victims> {
  const user = await addUser(doors, { name: `victim${n}`, role: null, owner: doors.owner.id });
  const headers = {
    'Content-Type': 'application/json',
    'X-Polaris-Token': doors.access.gate.tokenOf(doors.owner),
  };
  const post = (path: string, body: unknown) => ask(doors.ports.http, 'POST', path, { headers, body });
  const group = await post('/core/v1/usergroup', { name: `victims${n}` });
  const name = `victim-policy${n}`;
  await post('/core/v1/auth/strategy', { name });
  const policy = [...allPolicies(doors.registry.state)].find((one) => one.name === name);
  return { user: user.id, group: group.json.userGroup.id, policy: policy?.id ?? '' };
}

function send(doors: Doors, route: Route, caller: MatrixCaller, query: string, body: unknown) {
  const headers: Record<string, string> = { 'Content-Type': 'application/json' };
  if (caller.token !== undefined) headers['X-Polaris-Token'] = caller.token;
  return ask(doors.ports.http, route.method, `${route.path}${query}`, {
    headers,
    ...(route.method === 'GET' ? {} : { body }),
  });
}

/** 401 with one of the gate's codes, or, where upkeep answers in plain text, one of its reasons. */
const isRefused = ({ status, json, text }: Awaited<ReturnType<typeof send>>): boolean =>
  status === 401
    ? [401001, 401003, 401004].includes(json?.code)
    : status === 400 && /^(invalid token|no permission|token not exist|token already disabled)$/.test(text);

interface Cell {
  readonly at: Place;
  readonly query: string;
  readonly body: unknown;
}

/** One cell for each namespace, one for both in an array, or the only one. */
function cellsOf(shape: Shape, victims: Victims): Cell[] {
  if (shape.in === undefined) {
    const at = shape.what === 'victim' || shape.what === undefined ? 'everything' : shape.what;
    return [{ at, query: shape.query?.(victims) ?? '', body: shape.body?.(victims) }];
  }
  const [mine, theirs] = [shape.in(MINE), shape.in(THEIRS)];
  const cells: Cell[] = [
    { at: MINE, query: mine.query ?? '', body: mine.body },
    { at: THEIRS, query: theirs.query ?? '', body: theirs.body },
  ];
  if (Array.isArray(mine.body) && Array.isArray(theirs.body)) {
    cells.push({ at: 'both', query: '', body: [...mine.body, ...theirs.body] });
    cells.push({ at: 'both', query: '', body: [...theirs.body, ...mine.body] });
  }
  return cells;
}

test('every guarded route stands in the table of this test, so that none is left out below', async (t) => {
  const doors = await openDoors(t);
  assert.deepEqual(doors.routes.filter(isGuarded).map(nameOf).sort(), Object.keys(SHAPES).sort());
});

test('caller × route × namespace: whoever must not pass is refused and changes nothing, whoever may passes', async (t) => {
  const doors = await openDoors(t);
  const callers = await openMatrix(doors);
  const failures: string[] = [];
  let victims: Victims | null = null;
  let cells = 0;
  let allows = 0;
  for (const route of doors.routes.filter(isGuarded)) {
    const shape = SHAPES[nameOf(route)] ?? {};
    if (route.needs === 'open') continue;
    for (const caller of callers) {
      victims = await victimsOf(doors, victims);
      for (const cell of cellsOf(shape, victims)) {
        const before = doors.registry.state.position;
        const answer = await send(doors, route, caller, cell.query, cell.body);
        const changed = doors.registry.state.position !== before;
        cells += 1;
        const must = mustPass(caller, route.needs, cell.at);
        // Of accounts of another main account nothing is known here: not found is refusal enough.
        const isForeign = caller.isStranger === true && shape.what === 'victim';
        const refused = isRefused(answer) || (isForeign && answer.json?.code !== 200000);
        const isHarmless = isForeign && !changed;
        if (!must || isForeign) {
          if ((!refused && !isHarmless) || changed) failures.push(`ALLOWED ${describe()}`);
        } else {
          allows += 1;
          if (refused) failures.push(`refused ${describe()}`);
        }
        function describe(): string {
          return `${caller.name} · ${nameOf(route)} · ${cell.at}: ${answer.status} ${answer.text.slice(0, 160)}`;
        }
      }
    }
  }
  t.diagnostic(`${cells} cells, ${allows} of them must pass`);
  assert.deepEqual(failures, []);
});

test('a list shows nothing of a namespace that the caller may not see', async (t) => {
  const doors = await openDoors(t);
  const callers = await openMatrix(doors);
  const lists = doors.routes.filter(
    (route) => route.path.startsWith('/naming/v1/') && SHAPES[nameOf(route)]?.what === 'something',
  );
  assert.ok(lists.length >= 8);
  const queries = [
    '',
    '?weight=100',
    `?namespace=${THEIRS}`,
    `?namespace=*&service=*`,
    '?limit=100&offset=0',
  ];
  let looked = 0;
  for (const caller of callers.filter(({ inMine, grantedMine }) => inMine || grantedMine)) {
    for (const route of lists) {
      for (const query of queries) {
        const { status, text, json } = await send(doors, route, caller, query, undefined);
        looked += 1;
        // What was asked for comes back in no answer of a list.
        assert.ok(!/theirs|10\.9\.9\.9/.test(text), `${caller.name} ${nameOf(route)}${query}: ${text}`);
        if (status === 200 && route.path.endsWith('/count')) assert.equal(json.amount, 1, caller.name);
      }
    }
  }
  assert.ok(looked > 300, String(looked));
});

test('clients need no token: what they call is open unless configured otherwise', async (t) => {
  const doors = await openDoors(t);
  const headers = { 'Content-Type': 'application/json' };
  const body = instance(MINE);
  const registered = await ask(doors.ports.http, 'POST', '/v1/RegisterInstance', { headers, body });
  assert.equal(registered.json.code, 200000);
  for (const path of ['/', '/prometheus/v1/clients', '/core/v1/clients', '/maintain/v1/report/clients']) {
    assert.equal((await ask(doors.ports.http, 'GET', path)).status, 200, path);
  }
});
