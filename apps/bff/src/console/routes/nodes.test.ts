import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { test } from 'node:test';
import { deregisterInstance } from '../../registry/commands/deregister-instance.ts';
import { serveConsole } from '../../testing/testing-console.ts';
import { aClient } from '../../testing/testing-registry.ts';

const key = () => ({ 'Idempotency-Key': randomUUID() });

test('what was deregistered long ago is removed for good once the word was typed, and once only', async (t) => {
  const served = await serveConsole(t);
  const owner = await served.signIn();
  for (const port of [1, 2, 3]) {
    const id = await served.register({ port });
    if (port < 3) await served.registry.run(deregisterInstance(id, aClient));
  }
  const clean = (body: unknown, headers: object = key()) =>
    served.send('POST', '/nodes/clean', body, { ...owner, ...headers });
  assert.deepEqual((await clean({ typed: 'clean' })).json, { count: 0 });
  served.clock.advance(601_000);
  assert.equal((await clean({ typed: 'clear' })).status, 422);
  const same = key();
  assert.deepEqual((await clean({ typed: 'clean' }, same)).json, { count: 2 });
  const again = await clean({ typed: 'clean' }, same);
  assert.deepEqual([again.json.count, again.headers['idempotency-replayed']], [2, 'true']);
  assert.equal(served.registry.state.instances.size, 1);
  const { items } = (await served.get('/operations', owner)).json;
  assert.deepEqual(items[0].sentence, { key: 'cleanedInstances', args: { instances: 2 } });
  assert.equal(items[0].by.name, 'lin.qiao');
});

test('the log of a part is made louder, the lead released; both are in the history, and only owners may', async (t) => {
  const served = await serveConsole(t);
  const owner = await served.signIn();
  const post = (path: string, body: unknown, who = owner) =>
    served.send('POST', `/nodes/${path}`, body, { ...who, ...key() });
  assert.equal((await post('log-level', { scope: 'naming', level: 'loud' })).status, 422);
  assert.equal((await post('log-level', { scope: 'nope', level: 'info' })).status, 422);
  assert.equal((await post('log-level', { scope: 'naming', level: 'debug' })).status, 200);
  assert.equal((await post('lead/release', {})).status, 200);
  const { server, may } = (await served.get('/settings', owner)).json;
  assert.ok(
    server.logLevels.some((one: object) => JSON.stringify(one) === '{"scope":"naming","level":"debug"}'),
  );
  assert.equal(server.duties, 'leads');
  assert.deepEqual([may.releaseLead, may.cleanInstances], [true, true]);
  const { items } = (await served.get('/operations', owner)).json;
  assert.deepEqual(
    items.slice(0, 2).map(({ sentence }: { sentence: unknown }) => sentence),
    [
      { key: 'releasedLead', args: {} },
      { key: 'setLogLevel', args: { scope: 'naming', before: 'none', after: 'debug' } },
    ],
  );

  const operator = await served.signIn('operator');
  for (const [path, body] of [
    ['log-level', { scope: 'naming', level: 'info' }],
    ['lead/release', {}],
    ['clean', { typed: 'clean' }],
    ['connections/close', { door: 'http', host: '10.0.0.1' }],
  ] as const)
    assert.equal((await post(path, body, operator)).status, 403, path);
  const seen = (await served.get('/settings', operator)).json;
  assert.equal(seen.may.closeConnections.not, 'permission');
});

test('connections of a host are listed and cut', async (t) => {
  const served = await serveConsole(t);
  const owner = await served.signIn();
  const list = async (door: string) => (await served.get(`/nodes/connections?door=${door}`, owner)).json;
  const socket = connect(served.port, '127.0.0.1');
  await new Promise<void>((open) => socket.once('connect', () => open()));
  const closed = new Promise<void>((over) => socket.once('close', () => over()));
  socket.on('error', () => {});
  const { items, total } = await list('http');
  assert.deepEqual([items[0].host, total], ['127.0.0.1', 1]);
  assert.ok(items[0].connections >= 1);
  assert.deepEqual(await list('grpc'), { items: [], total: 0 });
  const close = (body: unknown) =>
    served.send('POST', '/nodes/connections/close', body, { ...owner, ...key() });
  assert.deepEqual((await close({ door: 'http', host: '10.9.9.9' })).json, { count: 0 });
  const { localPort: port } = socket;
  assert.deepEqual((await close({ door: 'http', host: '127.0.0.1', port })).json, { count: 1 });
  await closed;
  assert.equal((await close({ door: 'console', host: 'h' })).status, 422);
});
