import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAnswer, serveApi } from '../../testing/testing-http-api.ts';

const arrays = [
  ['POST', '/naming/v1/namespaces', (i: number) => ({ name: `n${i}` })],
  ['PUT', '/naming/v1/namespaces', (i: number) => ({ name: `n${i}`, comment: 'x' })],
  ['POST', '/naming/v1/services', (i: number) => ({ namespace: 'd', name: `s${i}` })],
  ['PUT', '/naming/v1/services', (i: number) => ({ namespace: 'd', name: `s${i}`, comment: 'x' })],
  ['POST', '/naming/v1/instances', (i: number) => ({ namespace: 'd', service: 's1', host: 'h', port: i })],
  [
    'PUT',
    '/naming/v1/instances',
    (i: number) => ({ namespace: 'd', service: 's1', host: 'h', port: i, weight: 1 }),
  ],
  [
    'PUT',
    '/naming/v1/instances/isolate/host',
    (i: number) => ({ namespace: 'd', service: i === 0 ? 's1' : `none${i}`, host: 'h', isolate: true }),
  ],
  [
    'POST',
    '/naming/v1/service/contracts',
    (i: number) => ({ namespace: 'd', service: 's1', name: `c${i}`, protocol: 'p' }),
  ],
  [
    'POST',
    '/naming/v1/service/contracts/delete',
    (i: number) => ({ namespace: 'd', service: 's1', name: `c${i}` }),
  ],
  [
    'POST',
    '/naming/v1/instances/delete',
    (i: number) => ({ namespace: 'd', service: 's1', host: 'h', port: i }),
  ],
  ['POST', '/naming/v1/instances/delete/host', () => ({ namespace: 'd', service: 's1', host: 'h' })],
  ['POST', '/naming/v1/services/delete', (i: number) => ({ namespace: 'd', name: `s${i}` })],
  ['POST', '/naming/v1/service/aliases/delete', (i: number) => ({ alias: `a${i}`, alias_namespace: 'd' })],
  ['POST', '/naming/v1/namespaces/delete', (i: number) => ({ name: `n${i}` })],
] as const;

test('an array may have one to a hundred items, whatever it is of', async (t) => {
  const api = await serveApi(t);
  for (const [method, path, item] of arrays) {
    const send = (count: number) =>
      (method === 'POST' ? api.post : api.put)(
        path,
        Array.from({ length: count }, (_, i) => item(i)),
      );
    const hundred = await send(100);
    assert.equal(hundred.json.size, 100, `${path} ${hundred.text.slice(0, 200)}`);
    assert.equal(hundred.json.responses.length, 100);
    const before = api.registry.state.position;
    assertAnswer(await send(101), 400003, 'batch size over the limit');
    assertAnswer(await send(0), 400002, 'empty request');
    for (const nothing of ['null', '0', '{}']) {
      assertAnswer(await (method === 'POST' ? api.post : api.put)(path, nothing), 400002, 'empty request');
    }
    assert.equal(api.registry.state.position, before, `${path} changed something`);
  }
});

test('a hundred instances of one array share few commits, and are answered in order', async (t) => {
  const api = await serveApi(t);
  await api.post('/naming/v1/services', [{ namespace: 'd', name: 's' }]);
  const before = api.registry.state.position;
  const items = Array.from({ length: 100 }, (_, port) => ({ namespace: 'd', service: 's', host: 'h', port }));
  const answer = await api.post('/naming/v1/instances', items);
  assert.deepEqual(
    answer.json.responses.map((one: { instance: { port: number } }) => one.instance.port),
    items.map((one) => one.port),
  );
  assert.equal(api.registry.state.position - before, 1);
});

test('the same instance twice in one array is done once and refused once', async (t) => {
  const api = await serveApi(t);
  const item = { namespace: 'd', service: 's', host: 'h', port: 1 };
  const answer = await api.post('/naming/v1/instances', [item, { ...item, weight: 7 }]);
  assertAnswer(answer, 400000, 'bad request');
  const codes = answer.json.responses.map((one: { code: number }) => one.code);
  assert.deepEqual(codes, [200000, 400208]);
  assert.equal(api.registry.state.instances.size, 1);
});

test('when the store refuses, every item says so and the envelope is a failure of ours', async (t) => {
  const api = await serveApi(t);
  api.store.failNext('refused');
  const answer = await api.post('/naming/v1/services', [
    { namespace: 'd', name: 'a' },
    { namespace: 'd', name: 'b' },
  ]);
  assert.equal(answer.json.responses[0].code, 500001);
  assert.equal(answer.json.responses[0].service.name, 'a');
  assert.equal(answer.status, 500);
  assert.equal(api.registry.state.services.service('d', 'a'), undefined);
});
