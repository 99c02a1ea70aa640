import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allPolicies } from '../../access/policy.ts';
import { userById } from '../../access/user.ts';
import { instanceIdOf } from '../../registry/commands/new-ids.ts';
import { ask } from '../../testing/http-client.ts';
import { cellsOf, instance, isGuarded, nameOf, SHAPES, victimsOf } from '../../testing/http-shapes.ts';
import { HOST, MINE, openMatrix, SERVICE, THEIRS } from '../../testing/matrix-callers.ts';
import { askRaw } from '../../testing/raw-http.ts';
import { headerTricks, OTHER_METHODS, pathTricks } from '../../testing/request-tricks.ts';
import { type Doors, openDoors } from '../../testing/testing-doors.ts';

interface Trick {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Every trick on one route, each without a token where it belongs. */
function tricksOn(method: string, path: string, query: string, token: string): Trick[] {
  const inQuery = ['token', 'access_token', 'X-Polaris-Token', 'x-polaris-token', 'polaris_token'];
  return [
    ...pathTricks(path).map((other) => ({ method, path: `${other}${query}` })),
    ...headerTricks(method, path, token).map((headers) => ({ method, path: `${path}${query}`, headers })),
    ...headerTricks(method, path, token)
      .slice(0, 3)
      .map((headers) => ({ method, path: '/core/v1/user/login', headers })),
    ...OTHER_METHODS.filter((other) => other !== method).flatMap((other) => [
      { method: other, path: `${path}${query}`, headers: { 'X-HTTP-Method-Override': method } },
      { method: other, path: `${path}${query || '?'}&_method=${method}` },
    ]),
    ...inQuery.map((name) => ({ method, path: `${path}${query || '?'}&${name}=${token}` })),
  ];
}

function play({ ports }: Doors, { method, path, headers = {} }: Trick, body: unknown) {
  const text = body === undefined ? '' : JSON.stringify(body);
  const all = {
    Host: `127.0.0.1:${ports.http}`,
    Connection: 'close',
    'Content-Type': 'application/json',
    'Content-Length': String(Buffer.byteLength(text)),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return askRaw(ports.http, [`${method} ${path} HTTP/1.1`, ...lines], text);
}

/** What the routes would tell: tokens of the victim and of a service, and where an instance runs. */
function secretsOf({ registry, access }: Doors, userId: string): string[] {
  const user = userById(registry.state, userId);
  const service = registry.state.services.service(MINE, SERVICE[MINE])?.service;
  assert.ok(user !== undefined && service !== undefined);
  return [access.gate.tokenOf(user), service.token, HOST[MINE]];
}

test('no spelling of an address, no header, no method and no parameter stands for a token', async (t) => {
  const doors = await openDoors(t);
  await openMatrix(doors);
  const victims = await victimsOf(doors, null);
  const token = doors.access.gate.tokenOf(doors.owner);
  const secrets = secretsOf(doors, victims.user);
  const failures: string[] = [];
  const statuses = new Map<number, number>();
  let played = 0;
  for (const route of doors.routes.filter(isGuarded)) {
    const [cell] = cellsOf(SHAPES[nameOf(route)] ?? {}, victims);
    assert.ok(cell !== undefined);
    for (const trick of tricksOn(route.method, route.path, cell.query, token)) {
      const before = doors.registry.state.position;
      const { status, text } = await play(doors, trick, cell.body);
      played += 1;
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      const isRefused = status >= 400 && status < 500;
      const isChanged = doors.registry.state.position !== before;
      const isTold = secrets.some((secret) => text.includes(secret));
      if (!isRefused || isChanged || isTold) {
        const { method, path, headers = {} } = trick;
        failures.push(`${method} ${path} ${Object.keys(headers)}: ${status} ${text.slice(-160)}`);
      }
    }
  }
  t.diagnostic(`${played} requests: ${JSON.stringify([...statuses])}`);
  assert.deepEqual(failures, []);
});

const theirs = { namespace: THEIRS, service: SERVICE[THEIRS], host: HOST[THEIRS], port: 1 };
const theirsText = JSON.stringify(theirs).slice(1, -1);
const theirId = instanceIdOf(theirs);

/** Requests of somebody with every role in the first namespace, made up to reach the second one. */
const REACHING: readonly (readonly [method: string, path: string, body?: unknown])[] = [
  // The first of two members is judged and the second done, or the other way round; raw, as no client writes them.
  ...[
    `"namespace":"${MINE}",${theirsText}`,
    `${theirsText},"namespace":"${MINE}"`,
    `"namespace":"${MINE}","n\\u0061mespace":"${THEIRS}","service":"${SERVICE[THEIRS]}","host":"${HOST[THEIRS]}","port":1`,
    `"namespace":{"value":"${THEIRS}"},"service":"${SERVICE[THEIRS]}","host":"${HOST[THEIRS]}","port":1`,
    `"__proto__":{${theirsText}},"namespace":"${MINE}"`,
    `"Namespace":"${MINE}",${theirsText}`,
    `"id":"${theirId}"`,
    `"id":"${theirId}","namespace":"${MINE}","service":"${SERVICE[MINE]}","host":"${HOST[MINE]}","port":1`,
    `"id":"${theirId}","namespace":"${MINE}","service":"${SERVICE[MINE]}","host":"10.3.3.3","port":3`,
  ].flatMap((members) => [
    ['PUT', '/naming/v1/instances', `[{${members},"weight":7}]`] as const,
    ['POST', '/naming/v1/instances', `[{${members},"weight":7}]`] as const,
    ['POST', '/naming/v1/instances/delete', `[{${members}}]`] as const,
    ['POST', '/naming/v1/instances/delete/host', `[{${members}}]`] as const,
    ['PUT', '/naming/v1/instances/isolate/host', `[{${members},"isolate":true}]`] as const,
    ['POST', '/maintain/v1/instance/clean', `{${members}}`] as const,
  ]),
  ['PUT', '/naming/v1/instances', [instance(MINE), { ...theirs, weight: 7 }]],
  [
    'PUT',
    '/naming/v1/instances',
    [
      { ...instance(MINE), weight: 5 },
      { id: theirId, weight: 7 },
    ],
  ],
  ['POST', '/naming/v1/instances/delete', [...Array(99).fill(instance(MINE)), theirs]],
  [
    'PUT',
    '/naming/v1/services',
    [
      { namespace: MINE, name: SERVICE[MINE] },
      { namespace: THEIRS, name: SERVICE[THEIRS], comment: 'x' },
    ],
  ],
  [
    'PUT',
    '/naming/v1/services',
    [{ namespace: MINE, name: `${SERVICE[MINE]}`, user_ids: ['*'], group_ids: ['*'] }],
  ],
  [
    'PUT',
    '/naming/v1/namespaces',
    [
      { name: MINE, user_ids: ['*'] },
      { name: THEIRS, comment: 'x' },
    ],
  ],
  ['PUT', '/naming/v1/namespaces', [{ name: ` ${THEIRS}`, comment: 'x' }]],
  ['PUT', '/naming/v1/namespaces', [{ name: THEIRS.toUpperCase(), comment: 'x' }]],
  ['PUT', '/naming/v1/namespaces', [{ name: '*', comment: 'x' }]],
  // A name in the first namespace that leads to a service of the second, and back.
  ['POST', '/naming/v1/service/alias', { ...theirs, alias: 'way-in', alias_namespace: MINE }],
  [
    'POST',
    '/naming/v1/service/alias',
    { namespace: MINE, service: SERVICE[MINE], alias: 'way-out', alias_namespace: THEIRS },
  ],
  ['PUT', '/naming/v1/service/alias', { ...theirs, alias: 'known', alias_namespace: MINE }],
  [
    'PUT',
    '/naming/v1/service/alias',
    { namespace: MINE, service: SERVICE[MINE], alias: 'known-there', alias_namespace: THEIRS },
  ],
  [
    'POST',
    '/naming/v1/service/aliases/delete',
    [
      { alias: 'known', alias_namespace: MINE },
      { alias: 'known-there', alias_namespace: THEIRS },
    ],
  ],
  [
    'GET',
    `/naming/v1/service/token?namespace=${MINE}&name=${SERVICE[MINE]}&namespace=${THEIRS}&name=${SERVICE[THEIRS]}`,
  ],
  [
    'GET',
    `/naming/v1/service/token?namespace=${THEIRS}&name=${SERVICE[THEIRS]}&namespace=${MINE}&name=${SERVICE[MINE]}`,
  ],
  ['GET', `/naming/v1/service/token?namespace=${MINE}&name=${SERVICE[THEIRS]}`],
  ['GET', `/naming/v1/service/token?namespace=${MINE}%00${THEIRS}&name=${SERVICE[THEIRS]}`],
  ['GET', `/naming/v1/namespace/token?name=${MINE}&name=${THEIRS}`],
  [
    'GET',
    `/naming/v1/instances/labels?namespace=${MINE}&service=${SERVICE[MINE]}&namespace=${THEIRS}&service=${SERVICE[THEIRS]}`,
  ],
  ['GET', `/naming/v1/instances?namespace=${MINE}&namespace=${THEIRS}&service=${SERVICE[THEIRS]}`],
  ['GET', `/naming/v1/instances?host=${HOST[MINE]},${HOST[THEIRS]}`],
  ['GET', `/maintain/v1/instance/heartbeat?id=${theirId}`],
  [
    'GET',
    `/maintain/v1/instance/heartbeat?id=${theirId}&namespace=${MINE}&service=${SERVICE[MINE]}&host=${HOST[MINE]}&port=1`,
  ],
];

test('somebody with every role in one namespace reaches nothing of another, however a request is made up', async (t) => {
  const doors = await openDoors(t);
  const callers = await openMatrix(doors);
  const send = (token: string | undefined, method: string, path: string, body?: unknown) =>
    ask(doors.ports.http, method, path, {
      headers: { 'Content-Type': 'application/json', 'X-Polaris-Token': token ?? '' },
      ...(body === undefined ? {} : { body }),
    });
  const main = doors.access.gate.tokenOf(doors.owner);
  for (const [namespace, alias] of [
    [MINE, 'known'],
    [THEIRS, 'known-there'],
  ] as const) {
    const made = await send(main, 'POST', '/naming/v1/service/alias', {
      namespace,
      service: SERVICE[namespace],
      alias,
      alias_namespace: namespace,
    });
    assert.equal(made.json.code, 200000);
  }
  const service = doors.registry.state.services.service(THEIRS, SERVICE[THEIRS])?.service;
  assert.ok(service);
  const seen = async () => {
    const reads = [
      `/naming/v1/namespaces?name=${THEIRS}`,
      `/naming/v1/services?namespace=${THEIRS}`,
      `/naming/v1/instances?namespace=${THEIRS}&host=${HOST[THEIRS]}`,
      `/naming/v1/service/aliases?alias_namespace=${THEIRS}`,
      `/naming/v1/service/aliases?namespace=${THEIRS}`,
    ];
    const answers = await Promise.all(reads.map((path) => send(main, 'GET', path)));
    for (const { status, json } of answers) assert.deepEqual([status, json.code], [200, 200000]);
    const policies = [...allPolicies(doors.registry.state)].filter((one) =>
      one.resources.namespaces?.includes(THEIRS),
    );
    return [...answers.map(({ text }) => text), ...policies.map((one) => JSON.stringify(one))];
  };
  const before = await seen();
  assert.ok(before[2]?.includes(theirId) && before[3]?.includes('known-there'));
  for (const { name, token } of callers.filter(({ inMine, grantedMine }) => inMine || grantedMine)) {
    for (const [method, path, body] of REACHING) {
      const { text } = await send(token, method, path, body);
      const what = `${name} · ${method} ${path} ${JSON.stringify(body ?? '').slice(0, 200)}`;
      assert.ok(!text.includes(service.token), `${what}: ${text}`);
      assert.deepEqual(await seen(), before, what);
    }
  }
  // Whoever may everywhere does and sees it all by the same requests.
  const answers = [];
  for (const [method, path, body] of REACHING) answers.push((await send(main, method, path, body)).text);
  assert.ok(answers.some((text) => text.includes(service.token)));
  assert.notDeepEqual(await seen(), before);
});
