import { allPolicies } from '../access/policy.ts';
import type { Route } from '../transport/http/route.ts';
import { type Answered, ask } from './http-client.ts';
import { HOST, MINE, type Place, SERVICE, THEIRS } from './matrix-callers.ts';
import { addUser } from './testing-access.ts';
import type { Doors } from './testing-doors.ts';

type Where = typeof MINE | typeof THEIRS;

/** Ids of a user, a group and a policy that the request is about; made anew for each cell. */
export interface Victims {
  readonly user: string;
  readonly group: string;
  readonly policy: string;
}

/** How a route is called: with one thing of a namespace, or as it is; `what` it is about in the latter case. */
export interface Shape {
  /** Takes the namespace as a place; an array can hold both. */
  readonly in?: (where: Where) => { readonly query?: string; readonly body?: unknown };
  readonly what?: Extract<Place, 'everything' | 'something' | 'anew'> | 'victim';
  readonly query?: (victims: Victims) => string;
  readonly body?: (victims: Victims) => unknown;
}

const place = (where: Where) => ({ namespace: where, service: SERVICE[where] });
const named = (where: Where) => ({ namespace: where, name: SERVICE[where] });
export const instance = (where: Where) => ({ ...place(where), host: HOST[where], port: 1 });
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

/** Every guarded route of the HTTP door. */
export const SHAPES: Readonly<Record<string, Shape>> = {
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

export const nameOf = ({ method, path }: Route): string => `${method} ${path}`;
export const isGuarded = ({ needs, surface }: Route): boolean => needs !== 'open' && surface !== 'client';

/** Those that are left from before, or new ones where one of them was deleted. */
export async function victimsOf(doors: Doors, before: Victims | null): Promise<Victims> {
  const { user, group, policy } = doors.registry.state.kept;
  const isWhole =
    before !== null && user.has(before.user) && group.has(before.group) && policy.has(before.policy);
  return isWhole ? before : makeVictims(doors, policy.size);
}

export async function makeVictims(doors: Doors, n: number): Promise<Victims> {
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

export interface Cell {
  readonly at: Place;
  readonly query: string;
  readonly body: unknown;
}

/** One cell for each namespace, one for both in an array, or the only one. */
export function cellsOf(shape: Shape, victims: Victims): Cell[] {
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

/** 401 with one of the gate's codes, or, where upkeep answers in plain text, one of its reasons. */
export const isRefused = ({ status, json, text }: Answered): boolean =>
  status === 401
    ? [401001, 401003, 401004].includes(json?.code)
    : status === 400 && /^(invalid token|no permission|token not exist|token already disabled)$/.test(text);
