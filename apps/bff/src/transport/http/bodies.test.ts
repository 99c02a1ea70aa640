import assert from 'node:assert/strict';
import { request } from 'node:http';
import { test } from 'node:test';
import { defaultLimits } from '../../limits/limits.ts';
import { assertAnswer, type ServedApi, serveApi } from '../../testing/testing-http-api.ts';

const JSON_TYPE = { 'Content-Type': 'application/json' };

/** An array of one namespace that is `bytes` long as a whole. */
const bodyOf = (bytes: number): string => {
  const frame = '[{"name":"a b","comment":""}]';
  return frame.replace('""', `"${'c'.repeat(bytes - frame.length)}"`);
};

const sendBytes = (api: ServedApi, path: string, body: Buffer) =>
  new Promise<{ status: number; text: string }>((resolve, reject) => {
    const asked = request(
      { host: '127.0.0.1', port: api.port, method: 'POST', path, headers: JSON_TYPE, agent: false },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk) => (text += chunk));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      },
    );
    asked.on('error', reject);
    asked.end(body);
  });

test('a body at the limit is looked at, and one byte more is refused in a sentence', async (t) => {
  const api = await serveApi(t);
  assertAnswer(
    await api.post('/naming/v1/namespaces', bodyOf(defaultLimits.bodyBytes)),
    400110,
    'invalid namespace name',
  );
  const larger = await api.post('/naming/v1/namespaces', bodyOf(defaultLimits.bodyBytes + 1));
  assertAnswer(larger, 400001, 'request decode failed: the body is larger than 8 MiB');
  const tenMegabytes = await api.post('/v1/RegisterInstance', bodyOf(10_000_000));
  assertAnswer(tenMegabytes, 400001, /larger than 8 MiB/);
  // The door goes on.
  assert.equal((await api.get('/')).status, 200);
});

test('bytes that are no UTF-8 are refused, and nothing is registered', async (t) => {
  const api = await serveApi(t);
  const body = Buffer.concat([
    Buffer.from('{"namespace":"n","service":"s","port":1,"host":"h'),
    Buffer.from([0xff, 0xfe]),
    Buffer.from('"}'),
  ]);
  const answer = await sendBytes(api, '/v1/RegisterInstance', body);
  assert.equal(answer.status, 400);
  assert.match(answer.text, /request decode failed: the body is not UTF-8/);
  assert.equal(api.registry.state.instances.size, 0);
});

test('arrays and objects may not lie too deep, nor be too many, in a large body', async (t) => {
  const api = await serveApi(t);
  const deep = '['.repeat(1_000_000) + ']'.repeat(1_000_000);
  assertAnswer(await api.post('/naming/v1/instances', deep), 400001, /nested more than 512 levels deep/);
  const many = `[${'[],'.repeat(60_000)}[]]`;
  assertAnswer(await api.post('/naming/v1/instances', many), 400001, /more than 100000 values/);
  const labels = (count: number) =>
    `[{"metadata":{${Array.from({ length: count }, (_, i) => `"k${i}":""`).join(',')}}}]`;
  assertAnswer(await api.post('/naming/v1/instances', labels(99_998)), 400150, /metadata/);
  assertAnswer(await api.post('/naming/v1/instances', labels(99_999)), 400001, /more than 100000 values/);
  const inText = JSON.stringify([{ name: 'a b', comment: '[{'.repeat(100_000), token: '\\"[[' }]);
  assertAnswer(await api.post('/naming/v1/namespaces', inText), 400110, 'invalid namespace name');
  const nested = `[{"name":"ok","other":${'['.repeat(400)}${']'.repeat(400)}}]`;
  assertAnswer(await api.post('/naming/v1/namespaces', nested), 200000, 'execute success');
});

test('bodies that are no request are refused with what is wrong where', async (t) => {
  const api = await serveApi(t);
  const cases: [path: string, body: string, info: RegExp][] = [
    ['/naming/v1/services', '', /^request decode failed: /],
    ['/naming/v1/services', '[{"name": ', /^request decode failed: /],
    ['/naming/v1/services', '[1]', /must be an object \(item 1\)/],
    ['/naming/v1/services', '[{},{"name":7}]', /name must be a text \(item 2\)/],
    ['/naming/v1/services', '[{"metadata":{"a":1}}]', /metadata\.a must be a text/],
    ['/naming/v1/services', '[{"name":"a"}] and more', /^request decode failed: /],
    ['/naming/v1/services', '[{"name":"a"}', /^request decode failed: /],
    ['/naming/v1/instances', '[{"port":1.5}]', /port must be a whole number/],
    ['/naming/v1/instances', '[{"port":-1}]', /port must be a whole number/],
    ['/naming/v1/instances', '[{"health_check":{"type":"TCP"}}]', /must be one of UNKNOWN, HEARTBEAT/],
    ['/v1/ReportClient', '{"type":"BOT"}', /must be one of/],
    ['/v1/Discover', '{"type":"NOTHING"}', /must be one of/],
    ['/v1/Heartbeat', '[]', /must be an object/],
    ['/maintain/v1/instance/clean', '"x"', /must be an object/],
  ];
  for (const [path, body, info] of cases) {
    assertAnswer(await api.post(path, body), 400001, info);
  }
  assert.equal(api.registry.state.services.size, 0);
});

test('what is wrong in a member with an endless name is said in a sentence of bounded length', async (t) => {
  const api = await serveApi(t);
  const body = `[{"metadata":{"${'k'.repeat(1_000_000)}":1}}]`;
  const answer = await api.post('/naming/v1/namespaces', body);
  assertAnswer(answer, 400001, /^request decode failed: metadata\.k+… must be a text \(item 1\)$/);
  assert.ok(answer.text.length < 1000);
});

test('a key called __proto__ is a key like any other, and changes no object', async (t) => {
  const api = await serveApi(t);
  const body = '[{"name":"n","metadata":{"__proto__":"p","constructor":"c"},"__proto__":{"comment":"x"}}]';
  assertAnswer(await api.post('/naming/v1/namespaces', body), 200000, 'execute success');
  const { text } = await api.get('/naming/v1/namespaces?name=n');
  assert.match(text, /"metadata":\{"__proto__":"p","constructor":"c"\}/);
  assert.match(text, /"comment":""/);
  const instance = '[{"namespace":"n","service":"s","host":"h","port":1,"metadata":{"__proto__":"p"}}]';
  assertAnswer(await api.post('/naming/v1/instances', instance), 200000, 'execute success');
  assert.match((await api.get('/naming/v1/instances?service=s')).text, /"metadata":\{"__proto__":"p"\}/);
  const found = await api.get('/naming/v1/instances?keys=__proto__&values=p');
  assert.equal(found.json.amount, 1);
  assert.equal(({} as Record<string, unknown>).comment, undefined);
});

test('half a surrogate pair in a text becomes a replacement character', async (t) => {
  const api = await serveApi(t);
  const body = '[{"name":"n","comment":"a\\ud800b"}]';
  assertAnswer(await api.post('/naming/v1/namespaces', body), 200000, 'execute success');
  assert.equal((await api.get('/naming/v1/namespaces?name=n')).json.namespaces[0].comment, 'a\ufffdb');
});
