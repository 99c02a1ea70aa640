import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allows } from '../../access/permissions.ts';
import { type ServedApi, serveApi } from '../../testing/testing-http-api.ts';
import type { Route } from './route.ts';

const SETUP = [{ namespace: 'n', service: 's', host: 'h', port: 1 }];

/** Bodies that pass every check of parameters, so that what is left to refuse them is the gate. */
const BODIES: Readonly<Record<string, unknown>> = {
  'POST /naming/v1/namespaces': [{ name: 'm' }],
  'POST /core/v1/namespaces': [{ name: 'm' }],
  'PUT /naming/v1/namespaces': [{ name: 'n', comment: 'x' }],
  'PUT /core/v1/namespaces': [{ name: 'n', comment: 'x' }],
  'POST /naming/v1/namespaces/delete': [{ name: 'n' }],
  'POST /core/v1/namespaces/delete': [{ name: 'n' }],
  'PUT /naming/v1/namespace/token': { name: 'n' },
  'PUT /core/v1/namespaces/token': { name: 'n' },
  'POST /naming/v1/services': [{ namespace: 'n', name: 't' }],
  'PUT /naming/v1/services': [{ namespace: 'n', name: 's', comment: 'x' }],
  'POST /naming/v1/services/delete': [{ namespace: 'n', name: 's' }],
  'PUT /naming/v1/service/token': { namespace: 'n', name: 's' },
  'POST /naming/v1/service/owner': [{ namespace: 'n', name: 's' }],
  'POST /naming/v1/service/alias': { namespace: 'n', service: 's', alias: 'a', alias_namespace: 'n' },
  'PUT /naming/v1/service/alias': { namespace: 'n', service: 's', alias: 'a', alias_namespace: 'n' },
  'POST /naming/v1/service/aliases/delete': [{ alias: 'a', alias_namespace: 'n' }],
  'POST /naming/v1/instances': [{ namespace: 'n', service: 's', host: 'h', port: 2 }],
  'PUT /naming/v1/instances': [{ ...SETUP[0], weight: 3 }],
  'POST /naming/v1/instances/delete': SETUP,
  'POST /naming/v1/instances/delete/host': SETUP,
  'PUT /naming/v1/instances/isolate/host': [{ ...SETUP[0], isolate: true }],
  'POST /naming/v1/service/contracts': [{ name: 'c', namespace: 'n', service: 's', protocol: 'http' }],
  'POST /naming/v1/service/contracts/delete': [{ name: 'c', namespace: 'n', service: 's', protocol: 'http' }],
  'POST /naming/v1/service/contract/methods': { name: 'c', namespace: 'n', service: 's', protocol: 'http' },
  'PUT /naming/v1/service/contract/methods/append': { id: 'c' },
  'POST /naming/v1/service/contract/methods/delete': { id: 'c' },
  'POST /maintain/v1/instance/clean': SETUP[0],
  'POST /maintain/v1/instance/batchclean': { batch_size: 1 },
  'POST /maintain/v1/apiserver/conn/close': [{ Protocol: 'grpc', Host: '10.9.9.9' }],
  'POST /maintain/v1/memory/free': {},
  'PUT /maintain/v1/log/outputlevel': { scope: 'naming', level: 'info' },
  'POST /maintain/v1/leaders/release': { electKey: 'polaris.checker' },
};

/** Queries without which the parameters would be refused before the gate is asked. */
const QUERIES: Readonly<Record<string, string>> = {
  'GET /naming/v1/instances': '?namespace=n',
  'GET /maintain/v1/instance/heartbeat': '?id=x',
  'GET /maintain/v1/apiserver/conn': '?protocol=grpc',
  'GET /core/v1/user/token': '?id=x',
};

const nameOf = ({ method, path }: Route): string => `${method} ${path}`;
const isGuarded = ({ needs, surface }: Route): boolean => needs !== 'open' && surface !== 'client';

async function call(api: ServedApi, route: Route, token: string | undefined) {
  const headers: Record<string, string> = { 'Content-Type': 'application/json' };
  if (token !== undefined) headers['X-Polaris-Token'] = token;
  const body = route.method === 'GET' ? undefined : JSON.stringify(BODIES[nameOf(route)]);
  return api.raw(route.method, `${route.path}${QUERIES[nameOf(route)] ?? ''}`, headers, body);
}

const isRefused = ({ status, json, text }: Awaited<ReturnType<typeof call>>): boolean =>
  status === 401 ? json?.code === 401001 : status === 400 && /^(invalid token|no permission)$/.test(text);

test('every guarded route has a body in this table, so that none is left out below', async (t) => {
  const api = await serveApi(t);
  const writes = api.routes.filter((route) => isGuarded(route) && route.method !== 'GET').map(nameOf);
  assert.deepEqual(writes.sort(), Object.keys(BODIES).sort());
});

test('without a token no guarded route does or tells anything', async (t) => {
  const api = await serveApi(t);
  await api.post('/naming/v1/instances', SETUP);
  const before = api.registry.state.position;
  for (const route of api.routes.filter(isGuarded)) {
    for (const token of [undefined, '', 'false-token']) {
      const answer = await call(api, route, token);
      assert.ok(isRefused(answer), `${nameOf(route)}: ${answer.status} ${answer.text.slice(0, 200)}`);
    }
  }
  assert.equal(api.registry.state.position, before);
});

test('a viewer and an operator may use exactly the routes that their role allows', async (t) => {
  const api = await serveApi(t);
  await api.post('/naming/v1/instances', SETUP);
  for (const role of ['viewer', 'operator'] as const) {
    const token = await api.tokenOf(role);
    for (const route of api.routes.filter(isGuarded)) {
      if (route.needs === 'open' || route.needs === 'signedIn') continue;
      const answer = await call(api, route, token);
      const allowed = allows(role, route.needs);
      assert.equal(isRefused(answer), !allowed, `${role} ${nameOf(route)}: ${answer.text.slice(0, 200)}`);
    }
  }
});

test('clients need no token: what they call is open unless configured otherwise', async (t) => {
  const api = await serveApi(t);
  const headers = { 'Content-Type': 'application/json' };
  const registered = await api.raw('POST', '/v1/RegisterInstance', headers, JSON.stringify(SETUP[0]));
  assert.equal(registered.json.code, 200000);
  for (const path of ['/', '/prometheus/v1/clients', '/core/v1/clients', '/maintain/v1/report/clients']) {
    assert.equal((await api.raw('GET', path, {})).status, 200, path);
  }
});
