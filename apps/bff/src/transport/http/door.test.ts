import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAnswer, serveApi } from '../../testing/testing-http-api.ts';
import { createHttpDoor } from './door.ts';
import type { Route } from './route.ts';

const JSON_TYPE = { 'Content-Type': 'application/json' };

test('paths are told apart by case and not by a slash at their end; unknown ones are 404', async (t) => {
  const api = await serveApi(t);
  assert.equal((await api.get('/naming/v1/namespaces/?name=nobody')).status, 200);
  for (const path of ['/naming/v1/Namespaces', '/nope', '/naming/v9/namespaces', '/naming/v1/namespaces/x']) {
    const answer = await api.get(path);
    assert.deepEqual([answer.status, answer.text], [404, '404: Page Not Found'], path);
  }
});

test('a method that a path does not have is 405 and names the ones that it has', async (t) => {
  const api = await serveApi(t);
  const answer = await api.raw('DELETE', '/naming/v1/services', {});
  assert.deepEqual([answer.status, answer.text], [405, '405: Method Not Allowed']);
  assert.equal(answer.headers.allow, 'GET, POST, PUT');
  assert.equal((await api.raw('GET', '/v1/Heartbeat', {})).headers.allow, 'POST');
  const head = await api.raw('HEAD', '/', {});
  assert.deepEqual([head.status, head.text], [200, '']);
});

test('a body that is not called JSON is 415, whatever it holds, and nothing is done', async (t) => {
  const api = await serveApi(t);
  const token = await api.tokenOf('owner');
  for (const type of [undefined, 'text/plain', 'APPLICATION/JSON', 'application/x-www-form-urlencoded']) {
    const headers: Record<string, string> = { 'X-Polaris-Token': token };
    if (type !== undefined) headers['Content-Type'] = type;
    const answer = await api.raw('POST', '/naming/v1/namespaces', headers, '[{"name":"x"}]');
    assert.deepEqual([answer.status, answer.text], [415, '415: Unsupported Media Type'], String(type));
  }
  const charset = { 'X-Polaris-Token': token, 'Content-Type': 'application/json; charset=utf-8' };
  assert.equal((await api.raw('POST', '/naming/v1/namespaces', charset, '[{"name":"y"}]')).status, 200);
  assert.deepEqual([...api.registry.state.services.namespaces.keys()], ['y']);
});

test('whoever takes no JSON gets 406', async (t) => {
  const api = await serveApi(t);
  const answer = await api.raw('GET', '/naming/v1/namespaces', { Accept: 'application/xml' });
  assert.equal(answer.status, 406);
  assert.match(answer.text, /^406: Not Acceptable/);
  for (const accept of ['application/json', '*/*', 'text/html, application/xhtml+xml, */*;q=0.8']) {
    assert.equal((await api.raw('GET', '/core/v1/clients', { Accept: accept })).status, 200, accept);
  }
});

test('the request id comes back, and empty where none was sent', async (t) => {
  const api = await serveApi(t);
  assert.equal((await api.raw('GET', '/', { 'Request-Id': 'r-1' })).headers['request-id'], 'r-1');
  assert.equal((await api.get('/nope')).headers['request-id'], '');
});

test('a page of another origin may call, and its preflight is answered', async (t) => {
  const api = await serveApi(t);
  const preflight = await api.raw('OPTIONS', '/naming/v1/services', {
    Origin: 'https://ops.example',
    'Access-Control-Request-Method': 'PUT',
  });
  assert.equal(preflight.status, 200);
  assert.equal(preflight.headers['access-control-allow-origin'], 'https://ops.example');
  assert.equal(preflight.headers['access-control-allow-methods'], 'GET, POST, PUT');
  assert.equal(preflight.headers['access-control-allow-credentials'], undefined);
  const call = await api.raw('GET', '/', { Origin: 'https://ops.example' });
  assert.equal(call.headers['access-control-allow-origin'], 'https://ops.example');
});

test('the bare text of a code is said in the language that was asked for, one with details is not', async (t) => {
  const api = await serveApi(t);
  const asked = async (query: string, language: string, body = '[]') =>
    (
      await api.raw(
        'POST',
        `/naming/v1/services${query}`,
        { ...JSON_TYPE, 'Accept-Language': language },
        body,
      )
    ).json.info;
  assert.equal(await asked('', 'zh-CN,zh;q=0.9,en;q=0.8'), '空请求');
  assert.equal(await asked('', 'en;q=0.9, zh;q=0.2'), 'empty request');
  assert.equal(await asked('?lang=zh', 'en'), '空请求');
  assert.equal(await asked('?lang=en', 'zh'), 'empty request');
  assert.equal(await asked('?lang=xx', 'zh'), '空请求');
  assert.equal(await asked('', 'xx'), 'empty request');
  assert.equal(await asked('', 'zh', '{"a":1}'), 'request decode failed: not at beginning of value');
});

test('a handler that answers without having asked the gate is a bug, and its reply is not sent', async (t) => {
  const forgetful: Route = {
    method: 'GET',
    path: '/forgetful',
    surface: 'console',
    needs: 'DescribeServices',
    handle: () => ({ kind: 'text', status: 200, text: 'the secret' }),
  };
  const api = await serveApi(t, [forgetful]);
  assertAnswer(await api.raw('GET', '/forgetful', {}), 500000, 'execute exception');
  assert.match(String(api.bugs.splice(0)), /GET \/forgetful answered without asking the gate/);
});

test('an exception in a handler is told once and shows nothing of the inside', async (t) => {
  const broken: Route = {
    method: 'GET',
    path: '/broken',
    surface: 'console',
    needs: 'open',
    handle: () => {
      throw new Error('table of secrets');
    },
  };
  const api = await serveApi(t, [broken]);
  const answer = await api.raw('GET', '/broken', {});
  assertAnswer(answer, 500000, 'execute exception');
  assert.doesNotMatch(answer.text, /secrets/);
  assert.equal(api.bugs.splice(0).length, 1);
});

test('two routes of the same method and path are refused when the door is made', () => {
  const route: Route = {
    method: 'GET',
    path: '/twice',
    surface: 'console',
    needs: 'open',
    handle: () => ({ kind: 'text', status: 200, text: '' }),
  };
  const make = () => createHttpDoor({ routes: [route, route], gate: {} as never, onBug: () => {} });
  assert.throws(make, /two routes for GET \/twice/);
});
