import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { test } from 'node:test';
import { instanceIdOf } from '../../registry/commands/new-ids.ts';
import { assertAnswer, serveApi } from '../../testing/testing-http-api.ts';

const pay = { namespace: 'n', service: 'pay', host: 'h', port: 80 };

test('what was deregistered is removed for good: one by name, many once they are old enough', async (t) => {
  const api = await serveApi(t);
  const items = [80, 81, 82, 83].map((port) => ({ ...pay, port }));
  await api.post('/naming/v1/instances', items);
  await api.post('/naming/v1/instances/delete', items.slice(0, 3));
  assertAnswer(await api.post('/maintain/v1/instance/clean', pay), 200000, 'execute success');
  const rows = async (batchSize: number) =>
    (await api.post('/maintain/v1/instance/batchclean', { batch_size: batchSize })).json.rows_affected;
  assert.equal(await rows(10), 0);
  api.clock.advance(601_000);
  assert.equal(await rows(1), 1);
  assert.equal(await rows(10), 1);
  assert.equal(await rows(10), 0);
  // A live one is not touched.
  const live = { id: instanceIdOf({ ...pay, port: 83 }) };
  assertAnswer(await api.post('/maintain/v1/instance/clean', live), 200000, 'execute success');
  assert.equal(api.registry.state.instances.size, 1);
  for (const size of [0, -1, 1.5, '10', undefined]) {
    const answer = await api.post('/maintain/v1/instance/batchclean', { batch_size: size });
    assert.deepEqual([answer.status, answer.text], [400, 'batch_size must be a whole number from 1']);
  }
});

test('many are removed in small steps, so that no write waits long behind them', async (t) => {
  const api = await serveApi(t);
  const { store } = api.registry;
  const clean = store.clean.bind(store);
  const steps: number[] = [];
  store.clean = async (what) => {
    const removed = await clean(what);
    steps.push(removed);
    return removed;
  };
  for (let from = 0; from < 500; from += 100) {
    const items = Array.from({ length: 100 }, (_, i) => ({ ...pay, port: from + i }));
    await api.post('/naming/v1/instances', items);
    await api.post('/naming/v1/instances/delete', items);
  }
  api.clock.advance(601_000);
  const rows = async (batchSize: number) =>
    (await api.post('/maintain/v1/instance/batchclean', { batch_size: batchSize })).json.rows_affected;
  assert.equal(await rows(250), 250);
  assert.equal(await rows(1000), 250);
  assert.deepEqual(steps, [200, 50, 200, 50]);
});

test('the last beat of an instance is told, and that there was none', async (t) => {
  const api = await serveApi(t);
  const check = { enable_health_check: true, health_check: { heartbeat: { ttl: 7 } } };
  await api.post('/v1/RegisterInstance', { ...pay, ...check });
  const id = instanceIdOf(pay);
  const read = async (query: string) => api.get(`/maintain/v1/instance/heartbeat?${query}`);
  assert.equal((await read(`id=${id}`)).json.instance.metadata['last-heartbeat-timestamp'], '0');
  await api.post('/v1/Heartbeat', { id });
  const { instance } = (await read('namespace=n&service=pay&host=h&port=80')).json;
  const seconds = String(Math.floor(api.clock.wallMs() / 1000));
  assert.equal(instance.metadata['last-heartbeat-timestamp'], seconds);
  assert.deepEqual(instance.healthCheck, { type: 'HEARTBEAT', heartbeat: { ttl: 7 } });
  assert.equal(instance.id, id);
  assertAnswer(await read('namespace=n&service=pay&port=80'), 400131, 'invalid instance host');
  assertAnswer(await read('id=nobody'), 400202, 'not found resource');
});

test('the level of a part of the log is changed while the server runs', async (t) => {
  const api = await serveApi(t);
  const level = async (name: string) =>
    (await api.get('/maintain/v1/log/outputlevel')).json.find((one: { Name: string }) => one.Name === name)
      .Level;
  const set = (scope: string, to: string) => api.put('/maintain/v1/log/outputlevel', { scope, level: to });
  assert.equal(await level('naming'), 'none');
  assert.equal((await set('naming', 'debug')).text, '"ok"');
  assert.equal(await level('naming'), 'debug');
  assert.equal(await level('store'), 'none');
  assert.equal(api.logs.of('naming').isLevelEnabled('debug'), true);
  for (const [scope, to, info] of [
    ['nope', 'info', 'invalid scope name'],
    ['naming', 'loud', 'invalid log level'],
    ['naming', 'toString', 'invalid log level'],
    ['', '', 'invalid scope name'],
  ] as const) {
    const answer = await set(scope, to);
    assert.deepEqual([answer.status, answer.text], [400, info]);
  }
});

test('the connections of a host are cut when an operator says so, and no others', async (t) => {
  const api = await serveApi(t);
  const socket = connect(api.port, '127.0.0.1');
  await new Promise<void>((open) => socket.once('connect', () => open()));
  const closed = new Promise<void>((over) => socket.once('close', () => over()));
  socket.on('error', () => {});
  const close = (entry: object) => api.post('/maintain/v1/apiserver/conn/close', [entry]);
  const { localPort } = socket;
  assert.equal((await close({ Protocol: 'http', Host: '10.9.9.9', Port: localPort })).status, 200);
  assert.equal((await close({ Protocol: 'nope', Host: '127.0.0.1', Port: localPort })).status, 200);
  assert.equal(socket.readyState, 'open');
  assert.equal((await close({ Protocol: 'http', Host: '127.0.0.1', Port: localPort })).text, '');
  await closed;
  assert.equal((await close({ Host: 'h' })).text, 'missing protocol');
  assert.equal((await close({ Protocol: 'http' })).text, 'missing host');
});

test('one server leads from its start, and leads again when it is released', async (t) => {
  const api = await serveApi(t);
  const leader = async () => (await api.get('/maintain/v1/leaders')).json[0];
  const before = await leader();
  assert.deepEqual([before.ElectKey, before.Host, before.Valid], ['polaris.checker', '127.0.0.1', true]);
  api.clock.advance(5000);
  const released = await api.post('/maintain/v1/leaders/release', { electKey: 'polaris.checker' });
  assert.equal(released.text, '"ok"');
  assert.deepEqual((await leader()).Mtime - before.Mtime, 5);
  assert.equal((await api.post('/maintain/v1/leaders/release', { electKey: 'x' })).status, 400);
});

test('metrics count services and instances as they are at that moment', async (t) => {
  const api = await serveApi(t);
  await api.post('/naming/v1/instances', [
    { ...pay, port: 1 },
    { ...pay, port: 2, healthy: false },
    { ...pay, port: 3, isolate: true },
  ]);
  await api.post('/naming/v1/services', [{ namespace: 'n', name: 'empty' }]);
  const { status, text, headers } = await api.raw('GET', '/metrics', { Accept: 'text/plain' });
  assert.equal(status, 200);
  assert.match(headers['content-type'] ?? '', /^text\/plain; version=0\.0\.4/);
  for (const line of [
    'service_count{namespace="n"} 2',
    'service_online_count{namespace="n"} 1',
    'service_offline_count{namespace="n"} 1',
    'instance_count{namespace="n"} 3',
    'instance_online_count{namespace="n"} 1',
    'instance_abnormal_count{namespace="n"} 1',
    'instance_isolate_count{namespace="n"} 1',
    'cynosure_instance_changes_total{what="registered"} 3',
    'cynosure_heartbeats_total 0',
    'cynosure_isolations_in_force 0',
    'cynosure_held_flips 0',
  ]) {
    assert.ok(text.split('\n').includes(line), line);
  }
});
