import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAnswer, serveApi } from '../../testing/testing-http-api.ts';

const pay = { namespace: 'n', service: 'pay' };
const ofPay = { namespace: 'n', name: 'pay' };

test('a client registers, is discovered, asks again with its revision, and leaves', async (t) => {
  const api = await serveApi(t);
  const instance = { ...pay, host: 'h', port: 80, metadata: { env: 'dev' }, version: '1' };
  assertAnswer(await api.post('/v1/RegisterInstance', instance), 200000, 'execute success');
  const first = await api.post('/v1/Discover', { type: 'INSTANCE', service: ofPay });
  assertAnswer(first, 200000, 'execute success');
  const [found] = first.json.instances;
  assert.deepEqual([found.host, found.metadata], ['h', { version: '1', env: 'dev' }]);
  assert.equal(found.service_token, null);
  const { revision } = first.json.service;
  const again = await api.post('/v1/Discover', { type: 1, service: { ...ofPay, revision } });
  assertAnswer(again, 200001, 'discover data is no change');
  assert.deepEqual(again.json.instances, []);
  assertAnswer(await api.post('/v1/DeregisterInstance', instance), 200000, 'execute success');
  const gone = await api.post('/v1/Discover', { type: 'INSTANCE', service: { ...ofPay, revision } });
  assertAnswer(gone, 200000, 'execute success');
  assert.deepEqual(gone.json.instances, []);
});

test('a service that another namespace exports is found also where nothing of that name is', async (t) => {
  const api = await serveApi(t);
  await api.post('/naming/v1/services', [{ ...ofPay, export_to: ['m'] }]);
  await api.post('/v1/RegisterInstance', { ...pay, host: 'h', port: 80 });
  const seen = await api.post('/v1/Discover', { type: 'INSTANCE', service: { namespace: 'm', name: 'pay' } });
  assertAnswer(seen, 200000, 'execute success');
  assert.equal(seen.json.instances.length, 1);
  assert.deepEqual([seen.json.service.namespace, seen.json.service.name], ['m', 'pay']);
  const unseen = await api.post('/v1/Discover', {
    type: 'INSTANCE',
    service: { namespace: 'o', name: 'pay' },
  });
  assertAnswer(unseen, 400202, 'not found resource');
});

test('a type that nobody knows is refused, one that newer clients ask for is empty', async (t) => {
  const api = await serveApi(t);
  const unknown = await api.post('/v1/Discover', { type: 77, service: ofPay });
  assertAnswer(unknown, 400004, 'invalid discover resource');
  assert.equal(unknown.json.type, 'ROUTING');
  const lane = await api.post('/v1/Discover', { type: 'LANE', service: ofPay });
  assertAnswer(lane, 200000, 'execute success');
  assert.equal(lane.json.type, 'LANE');
  assertAnswer(await api.post('/v1/Discover', { type: 'INSTANCE' }), 400002, 'empty request');
  assertAnswer(await api.post('/v1/Discover', { type: 'ROUTING', service: { name: 'a' } }), 400110, /name/);
});

test('only healthy ones: isolated ones stay, silent ones go, unless too few are left', async (t) => {
  const api = await serveApi(t);
  const check = { enable_health_check: true, health_check: { type: 1, heartbeat: { ttl: 5 } } };
  await api.post('/v1/RegisterInstance', { ...pay, host: 'well', port: 1 });
  await api.post('/v1/RegisterInstance', { ...pay, host: 'out', port: 1, isolate: true });
  await api.post('/v1/RegisterInstance', { ...pay, host: 'sick', port: 1, healthy: false });
  const hosts = async () => {
    const question = { type: 'INSTANCE', service: ofPay, Filter: { OnlyHealthyInstance: true } };
    const { json } = await api.post('/v1/Discover', question);
    return json.instances.map((one: { host: string }) => one.host).sort();
  };
  assert.deepEqual(await hosts(), ['out', 'well']);
  for (const host of ['late', 'lost']) {
    await api.post('/v1/RegisterInstance', { ...pay, host, port: 1, healthy: false, ...check });
  }
  // Silent since different moments: the later one is within 3 × TTL of itself, the other far behind.
  const { instances } = api.registry.state;
  for (const [host, seconds] of [
    ['late', 1000],
    ['lost', 900],
  ] as const) {
    const [slot = -1] = api.registry.state.slotsOnHost(host);
    instances.setSilentSince(slot, seconds);
  }
  await api.post('/v1/RegisterInstance', { ...pay, host: 'more', port: 1 });
  assert.deepEqual(await hosts(), ['more', 'out', 'well']);
  await api.put('/naming/v1/services', [
    { ...ofPay, metadata: { 'internal-service-protectthreshold': '0.5' } },
  ]);
  assert.deepEqual(await hosts(), ['late', 'more', 'out', 'well']);
});

test('beats of what nobody registered are taken four times', async (t) => {
  const api = await serveApi(t);
  for (let beat = 1; beat <= 4; beat += 1) {
    assertAnswer(await api.post('/v1/Heartbeat', { id: 'x' }), 200000, 'execute success');
  }
  assertAnswer(await api.post('/v1/Heartbeat', { id: 'x' }), 400202, 'not found resource');
});

test('what clients say about their metrics is what Prometheus finds', async (t) => {
  const api = await serveApi(t);
  const stat = (target: string, protocol: string) => ({ target, port: 28080, path: '/metrics', protocol });
  await api.post('/v1/ReportClient', {
    id: 'c-1',
    host: 'fe80::1',
    type: 'SDK',
    stat: [stat('prometheus', 'https'), stat('other', 'http'), stat('prometheus', 'grpc')],
  });
  const expected = [
    {
      targets: ['[fe80::1]:28080'],
      labels: {
        __metrics_path__: '/metrics',
        __scheme__: 'https',
        __meta_polaris_client_id: 'c-1',
      },
    },
  ];
  assert.deepEqual((await api.raw('GET', '/prometheus/v1/clients', {})).json, expected);
  assert.deepEqual((await api.raw('GET', '/core/v1/clients', {})).json, { Code: 200000, Response: expected });
});

test('the text of an answer is made anew after each change, and texts that look like members do no harm', async (t) => {
  const api = await serveApi(t);
  const trap = '"instances":[] , "x';
  await api.post('/naming/v1/services', [{ ...ofPay, comment: trap, metadata: { instances: trap } }]);
  const ask = () => api.post('/v1/Discover', { type: 'INSTANCE', service: ofPay });
  assert.deepEqual((await ask()).json.instances, []);
  for (let port = 1; port <= 3; port += 1) {
    await api.post('/v1/RegisterInstance', { ...pay, host: 'h', port });
    const { json } = await ask();
    assert.equal(json.instances.length, port);
    assert.deepEqual([json.service.comment, json.service.metadata], [trap, { instances: trap }]);
    assert.deepEqual((await ask()).json, json);
  }
});
