import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeSegment } from '@cynosure/shared/console/path.ts';
import {
  changesOf,
  cookieOf,
  type Headers,
  prepare,
  SHAPES,
  send,
  signIn,
  tableOf,
} from '../testing/console-shapes.ts';
import { ask } from '../testing/http-client.ts';
import { HOST, MINE, openMatrix, SERVICE, THEIRS } from '../testing/matrix-callers.ts';
import { askRaw } from '../testing/raw-http.ts';
import { headerTricks, OTHER_METHODS, pathTricks } from '../testing/request-tricks.ts';
import { type Doors, openDoors } from '../testing/testing-doors.ts';

const PREFIX = '/console/v1';

function play({ ports }: Doors, method: string, path: string, headers: Headers, body: unknown) {
  const text = body === undefined ? '' : JSON.stringify(body);
  const all = {
    Host: `127.0.0.1:${ports.console}`,
    Origin: `http://127.0.0.1:${ports.console}`,
    Connection: 'close',
    'Content-Type': 'application/json',
    'Content-Length': String(Buffer.byteLength(text)),
    'Idempotency-Key': 'a-trick',
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return askRaw(ports.console, [`${method} ${path} HTTP/1.1`, ...lines], text);
}

test('no spelling of an address, no header and no method stands for a session', async (t) => {
  const doors = await openDoors(t);
  await openMatrix(doors);
  const named = await prepare(doors, await signIn(doors, doors.owner));
  const token = doors.access.gate.tokenOf(doors.owner);
  const failures: string[] = [];
  const statuses = new Map<number, number>();
  let played = 0;
  for (const { method: lower, path: pattern } of tableOf(doors)) {
    const shape = SHAPES[`${lower} ${pattern}`];
    const method = lower.toUpperCase();
    const address = shape?.path?.(named, MINE) ?? pattern.replace(/:\w+/g, 'x');
    const path = `${PREFIX}${address}`;
    const body = lower === 'get' ? undefined : (shape?.body?.(named, MINE) ?? {});
    const tricks: [method: string, path: string, headers: Headers][] = [
      ...pathTricks(path).map((other): [string, string, Headers] => [method, other, {}]),
      ...headerTricks(method, path, token).map((headers): [string, string, Headers] => [
        method,
        path,
        headers,
      ]),
      ...OTHER_METHODS.filter((other) => other !== method).map((other): [string, string, Headers] => [
        other,
        path,
        { 'X-HTTP-Method-Override': method },
      ]),
      [method, `${path}?token=${token}&session=${token}`, {}],
      [method, path, cookieOf({ name: '', token })],
      [
        method,
        path,
        { Cookie: `cynosure=${token}; cynosure_=${token}; session=${token}; __Host-cynosure=x` },
      ],
      [method, path, { 'X-Session': token, 'X-Polaris-Token': token }],
    ];
    for (const [sent, where, headers] of tricks) {
      const before = doors.registry.state.position;
      const { status, text } = await play(doors, sent, where, headers, body);
      played += 1;
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      // 503: there are no pages here, which is what an address outside of the API asks for.
      const isRefused = (status >= 400 && status < 500) || status === 503;
      const isTold = /mine-service|theirs|victim|10\.\d\.\d\.\d/.test(text);
      if (!isRefused || isTold || doors.registry.state.position !== before) {
        failures.push(`${sent} ${where} ${Object.keys(headers)}: ${status} ${text.slice(-160)}`);
      }
    }
  }
  t.diagnostic(`${played} requests: ${JSON.stringify([...statuses])}`);
  assert.deepEqual(failures, []);
});

test('a foreign page, a write without its origin and one that a form could send are refused, signed in or not', async (t) => {
  const doors = await openDoors(t);
  await openMatrix(doors);
  const cookie = await signIn(doors, doors.owner);
  const named = await prepare(doors, cookie);
  const foreign: readonly Headers[] = [
    { Origin: 'https://elsewhere.example' },
    { Origin: 'null' },
    { Origin: `http://127.0.0.1:${doors.ports.console + 1}` },
    { Origin: `http://127.0.0.1.elsewhere.example:${doors.ports.console}` },
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'same-site' },
  ];
  for (const { method, path: pattern } of tableOf(doors)) {
    const path = SHAPES[`${method} ${pattern}`]?.path?.(named, MINE) ?? pattern.replace(/:\w+/g, 'x');
    const before = doors.registry.state.position;
    for (const headers of foreign) {
      const answer = await send(doors, method, path, undefined, { ...cookie, ...headers });
      assert.equal(answer.status, 403, `${method} ${path} ${JSON.stringify(headers)}`);
    }
    if (method !== 'get') {
      const plain = { 'Content-Type': 'text/plain', Origin: `http://127.0.0.1:${doors.ports.console}` };
      const whole = `${PREFIX}${path}`;
      const form = await ask(doors.ports.console, method.toUpperCase(), whole, {
        headers: { ...cookie, ...plain },
        body: '{}',
      });
      assert.equal(form.status, 415, `${method} ${path}`);
      const json = { ...cookie, 'Content-Type': 'application/json' };
      const silent = await ask(doors.ports.console, method.toUpperCase(), whole, {
        headers: json,
        body: '{}',
      });
      assert.equal(silent.status, 403, `${method} ${path}`);
    }
    assert.equal(doors.registry.state.position, before);
  }
});

test('somebody with every role in one namespace reaches nothing of another, however a request is made up', async (t) => {
  const doors = await openDoors(t);
  const callers = await openMatrix(doors);
  const main = await signIn(doors, doors.owner);
  const named = await prepare(doors, main);
  const { instance, isolation, preview } = named;
  const list = await send(doors, 'get', '/instances', undefined, main);
  const selection = list.json.resultSet;
  assert.equal(list.json.total, 2);
  const isolating = (target: unknown) =>
    ['post', '/isolations/preview', { action: 'isolate', target }] as const;
  const ending = (target: unknown) => ['post', '/isolations/preview', { action: 'end', target }] as const;
  const reaching: readonly (readonly [method: string, path: string, body?: unknown, headers?: Headers])[] = [
    isolating({ instanceIds: [instance[MINE], instance[THEIRS]] }),
    isolating({ instanceIds: [instance[THEIRS], instance[MINE]] }),
    isolating({ instanceIds: [instance[MINE]], hosts: [HOST[THEIRS]] }),
    isolating({ hosts: [HOST[MINE]] }),
    isolating({ hosts: [HOST[THEIRS]] }),
    isolating({ selection }),
    ending({ isolationId: isolation[THEIRS] }),
    ending({ instanceIds: [instance[THEIRS]] }),
    ending({ selection }),
    // What the main account was shown a moment ago: another one's right to do it is looked at anew.
    ['post', '/isolations', { previewId: preview[THEIRS], reason: 'a matrix' }],
    ['post', `/isolations/${isolation[THEIRS]}/end`, { previewId: preview[MINE], reason: 'a matrix' }],
    ['post', `/isolations/${isolation[THEIRS]}/reassert`, { instanceIds: [instance[MINE]] }],
    ['post', `/isolations/${isolation[MINE]}/reassert`, { instanceIds: [instance[THEIRS]] }],
    ['post', `/isolations/${isolation[MINE]}/accept`, { instanceIds: [instance[THEIRS]] }],
    ['patch', `/isolations/${isolation[THEIRS]}`, { reason: 'other' }],
    ['post', '/isolations/ahead', { hosts: ['10.4.4.4'], reason: 'a matrix' }],
    [
      'patch',
      `/instances/${instance[THEIRS]}`,
      [{ op: 'replace', path: '/weight', value: 7 }],
      { 'If-Match': '*' },
    ],
    ['get', `/instances/${instance[THEIRS]}`],
    ['get', `/instances/${encodeSegment(instance[THEIRS])}?namespace=${MINE}`],
    ['get', `/services/${MINE}/${SERVICE[THEIRS]}`],
    ['get', `/services/${MINE}%2f..%2f${THEIRS}/${SERVICE[THEIRS]}`],
    ['get', `/services/${THEIRS}/${SERVICE[THEIRS]}?namespace=${MINE}`],
    ['get', `/instances?namespace=${MINE}&namespace=${THEIRS}`],
    ['get', `/instances?q=namespace:${THEIRS}`],
    ['get', `/instances?resultSet=${selection}`],
    ['get', `/instances/export?format=csv&resultSet=${selection}`],
    ['get', `/result-sets/${selection}`],
    ['post', `/result-sets/${selection}/freeze`, {}],
    ['get', `/selections/${selection}`],
    ['get', `/hosts/${HOST[THEIRS]}`],
    ['get', `/search?q=${SERVICE[THEIRS]}`],
    ['get', `/changes?topics=instance:${instance[THEIRS]}&since=0-0`],
    ['get', `/events?topics=instance:${instance[THEIRS]}`],
    ['put', `/namespaces/${THEIRS}`, { comment: 'x' }, { 'If-Match': '*' }],
    ['delete', `/namespaces/${THEIRS}`, { typed: THEIRS }, { 'If-Match': '*' }],
  ];
  let asked = 0;
  for (const caller of callers.filter(({ user, inMine, grantedMine }) => user && (inMine || grantedMine))) {
    const cookie = await signIn(doors, caller.user);
    for (const [method, path, body, headers] of reaching) {
      const before = changesOf(doors);
      const answer = await send(doors, method, path, body, { ...cookie, ...headers });
      const what = `${caller.name} · ${method} ${path} ${JSON.stringify(body ?? '')}: ${answer.status} ${answer.text}`;
      asked += 1;
      // What was named in the request may come back in the sentence of a refusal.
      if (answer.status < 400) assert.ok(!/theirs|10\.9\.9\.9/.test(answer.text), what);
      if (method !== 'get' && !path.endsWith('/freeze')) assert.ok(answer.status >= 400, what);
      assert.equal(changesOf(doors), before, what);
    }
  }
  assert.ok(asked > 100);
});
