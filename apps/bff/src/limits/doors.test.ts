import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { ResponseSchema } from '@cynosure/proto/v1/service_manage/response_pb.ts';
import { InstanceSchema } from '@cynosure/proto/v1/service_manage/service_pb.ts';
import { ask } from '../testing/http-client.ts';
import { addUser, PASSWORD } from '../testing/testing-access.ts';
import { openDoors } from '../testing/testing-doors.ts';
import { HttpServer } from '../transport/http-server.ts';

// Whoever is hostile and whoever is not are told apart by their address on loopback.
const HOSTILE = '127.0.0.2';
const HONEST = '127.0.0.3';

interface Replied {
  /** gRPC status. */
  readonly status: number;
  /** Of the reply's message; 0 without one. */
  readonly code: number;
}

/** Unary calls over one HTTP/2 connection that comes from a given address. */
function grpcFrom(t: TestContext, port: number, from: string) {
  const session = connectHttp2(`http://127.0.0.1:${port}`, {
    createConnection: () => connect({ host: '127.0.0.1', port, localAddress: from }),
  });
  const said: number[] = [];
  session.on('goaway', (code) => said.push(code));
  session.on('error', () => {});
  t.after(() => session.destroy());
  const call = (method: string, message: Uint8Array): Promise<Replied> =>
    new Promise((done) => {
      const stream = session.request({
        ':method': 'POST',
        ':path': `/v1.PolarisGRPC/${method}`,
        'content-type': 'application/grpc',
        te: 'trailers',
      });
      let status = -1;
      const chunks: Buffer[] = [];
      stream.on('response', (headers) => {
        if (headers['grpc-status'] !== undefined) status = Number(headers['grpc-status']);
      });
      stream.on('trailers', (headers) => {
        status = Number(headers['grpc-status']);
      });
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('error', () => {});
      stream.on('close', () => {
        const reply = Buffer.concat(chunks).subarray(5);
        done({ status, code: reply.length === 0 ? 0 : (fromBinary(ResponseSchema, reply).code ?? 0) });
      });
      const head = Buffer.alloc(5);
      head.writeUInt32BE(message.length, 1);
      stream.end(Buffer.concat([head, message]));
    });
  return { session, said, call };
}

const instance = (host: string, more: { id?: string; metadata?: Record<string, string> } = {}) =>
  toBinary(
    InstanceSchema,
    create(InstanceSchema, { namespace: 'default', service: 'pay', host, port: 8080, ...more }),
  );

const refusedIn = (metrics: string): Record<string, number> =>
  Object.fromEntries(
    [...metrics.matchAll(/^cynosure_refused_total\{door="(.+)",limit="(.+)"\} (\d+)$/gm)].map(
      ([, door, limit, count]) => [`${door} ${limit}`, Number(count)],
    ),
  );

test('whoever asks at full speed over gRPC is refused beyond the limit, and the others are all answered', async (t) => {
  const { ports } = await openDoors(t, { requestsPerAddress: 20 });
  const hostile = grpcFrom(t, ports.grpc, HOSTILE);
  const honest = grpcFrom(t, ports.grpc, HONEST);
  const attack = Promise.all(
    Array.from({ length: 600 }, (_, n) => hostile.call('RegisterInstance', instance(`10.0.${n}.1`))),
  );
  const others: Replied[] = [];
  for (let n = 0; n < 100; n += 1) {
    others.push(await honest.call('RegisterInstance', instance(`10.1.${n}.1`)));
  }
  assert.deepEqual(
    others.map(({ status, code }) => [status, code]),
    Array.from({ length: 100 }, () => [0, 200000]),
  );
  const answers = await attack;
  const served = answers.filter(({ status, code }) => status === 0 && code === 200000).length;
  const refused = answers.filter(({ status }) => status === 8).length;
  assert.equal(served + refused, 600);
  // Ten seconds' worth, less what the length of the messages counts.
  assert.ok(served >= 195 && served <= 200, `${served} were served`);
  const metrics = await ask(ports.http, 'GET', '/metrics', { from: HONEST });
  assert.equal(refusedIn(metrics.text)['gRPC requests per address'], refused);
});

test('heartbeats are counted for little, so that an instance is never silenced by its neighbours’ beats', async (t) => {
  const { ports } = await openDoors(t, { requestsPerAddress: 20 });
  const client = grpcFrom(t, ports.grpc, HONEST);
  await client.call('RegisterInstance', instance('10.0.0.1', { id: 'one' }));
  const beats = await Promise.all(
    Array.from({ length: 2000 }, () => client.call('Heartbeat', instance('10.0.0.1', { id: 'one' }))),
  );
  assert.equal(beats.filter(({ status }) => status !== 0).length, 0);
});

test('HTTP and the console say 429 and when to come back; the others are all answered', async (t) => {
  const { ports, clock } = await openDoors(t, { requestsPerAddress: 2 });
  for (const [port, path] of [
    [ports.http, '/core/v1/auth/status'],
    [ports.console, '/console/v1/session'],
  ] as const) {
    const from = port === ports.http ? HOSTILE : '127.0.0.4';
    const answers = await Promise.all(Array.from({ length: 50 }, () => ask(port, 'GET', path, { from })));
    const refused = answers.filter(({ status }) => status === 429);
    assert.equal(refused.length, 30, path);
    for (const { json, headers } of refused) {
      assert.equal(json.code, 429002);
      assert.match(json.info, /the next one is taken in 1 s/);
      assert.equal(headers['retry-after'], '1');
    }
    for (let n = 0; n < 10; n += 1) {
      assert.notEqual((await ask(port, 'GET', path, { from: HONEST })).status, 429);
    }
    clock.advance(500);
    assert.notEqual((await ask(port, 'GET', path, { from })).status, 429);
    clock.advance(10_000);
  }
});

test('a token is limited wherever it is used from, and no other token with it', async (t) => {
  const doors = await openDoors(t, { requestsPerToken: 3 });
  const { gate } = doors.access;
  const other = await addUser(doors, { name: 'wang', role: 'viewer', owner: doors.owner.id });
  const list = (token: string, from: string) =>
    ask(doors.ports.http, 'GET', '/naming/v1/namespaces', { headers: { 'X-Polaris-Token': token }, from });
  const answers = [];
  for (let n = 0; n < 40; n += 1) {
    answers.push(await list(gate.tokenOf(doors.owner), n % 2 === 0 ? HOSTILE : HONEST));
  }
  assert.deepEqual(
    answers.map(({ status }) => status),
    [...Array(30).fill(200), ...Array(10).fill(429)],
  );
  assert.equal(answers.at(-1)?.json.code, 429002);
  assert.equal(answers.at(-1)?.headers['retry-after'], '1');
  assert.equal((await list(gate.tokenOf(other), HOSTILE)).status, 200);
});

/** What a raw connection is told until it is closed by the other side. */
async function heard(t: TestContext, port: number, from: string, words = ''): Promise<Buffer> {
  const socket = await connected(t, port, from);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  if (words !== '') socket.write(words);
  await once(socket, 'close');
  return Buffer.concat(chunks);
}

async function connected(t: TestContext, port: number, from: string): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port, localAddress: from });
  socket.on('error', () => {});
  t.after(() => socket.destroy());
  await once(socket, 'connect');
  return socket;
}

test('one address cannot take all connections: it is told so, others get in, and room comes back', async (t) => {
  const doors = await openDoors(t, { connectionsPerAddress: 3 });
  const { ports } = doors;
  for (const port of [ports.http, ports.console, ports.grpc]) {
    const held = [];
    for (let n = 0; n < 3; n += 1) held.push(await connected(t, port, HOSTILE));
    // A connection is counted once the server has taken it; the next answer comes after that.
    const told = await heard(t, port, HOSTILE);
    if (port === ports.grpc) assert.ok(told.includes(Buffer.from([0, 0, 0, 0x0b])), 'ENHANCE_YOUR_CALM');
    else assert.match(told.toString(), /^HTTP\/1\.1 429 Too Many Requests\r\nRetry-After: \d+\r\n/);
    if (port === ports.grpc) continue;
    assert.notEqual((await ask(port, 'GET', '/console/v1/session', { from: HONEST })).status, 429);
    held[0]?.destroy();
    const again = () => ask(port, 'GET', '/console/v1/session', { from: HOSTILE });
    // The end of a connection takes a moment to arrive; who tries again gets in.
    let tries = 0;
    while ((await again()).status === 429) assert.ok(++tries < 100, 'there is room again');
  }
  const metrics = await ask(ports.http, 'GET', '/metrics', { from: HONEST });
  const refused = refusedIn(metrics.text);
  for (const door of ['HTTP', 'console', 'gRPC']) {
    assert.ok((refused[`${door} connections per address`] ?? 0) >= 1, door);
  }
});

test('a client of gRPC that finds no room is told to calm down and come back', async (t) => {
  const { ports } = await openDoors(t, { connectionsPerAddress: 1 });
  const first = grpcFrom(t, ports.grpc, HOSTILE);
  assert.equal((await first.call('RegisterInstance', instance('10.0.0.1'))).code, 200000);
  const second = grpcFrom(t, ports.grpc, HOSTILE);
  await new Promise((done) => second.session.once('close', done));
  assert.deepEqual(second.said, [0x0b]);
  assert.equal((await first.call('RegisterInstance', instance('10.0.0.2'))).code, 200000);
});

test('headers that never end and bodies that trickle are cut off, with a reason', async (t) => {
  const server = new HttpServer('HTTP', (_request, response) => response.end('ok'), {
    headersWithinMs: 50,
    requestWithinMs: 100,
  });
  const port = await server.listen('127.0.0.1', 0);
  t.after(() => server.stop(0));
  const [headers, body] = await Promise.all([
    heard(t, port, HOSTILE, 'GET / HTTP/1.1\r\nHost: x\r\nX-Slow: '),
    heard(t, port, HOSTILE, 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{'),
  ]);
  assert.match(headers.toString(), /^HTTP\/1\.1 408 /);
  // It was answered before its body had come; what matters is that the connection is not held for it.
  assert.match(body.toString(), /^HTTP\/1\.1 (200|408) /);
  assert.equal((await ask(port, 'GET', '/', { from: HONEST })).text, 'ok');
});

test('headers beyond their limit are refused with 431 and kept by nobody', async (t) => {
  const { ports } = await openDoors(t, { headerBytes: 8192 });
  const headers = { 'X-Long': 'x'.repeat(9000) };
  assert.equal((await ask(ports.http, 'GET', '/metrics', { headers, from: HOSTILE })).status, 431);
  assert.equal((await ask(ports.http, 'GET', '/metrics', { from: HOSTILE })).status, 200);
});

test('a body beyond its limit is refused, one byte less is read', async (t) => {
  const { ports } = await openDoors(t, { bodyBytes: 1024 * 1024 });
  const send = (bytes: number) =>
    ask(ports.http, 'POST', '/core/v1/user/login', {
      headers: { 'Content-Type': 'application/json' },
      body: `{"name":"${'x'.repeat(bytes - 11)}"}`,
    });
  assert.match((await send(1024 * 1024 + 1)).json.info, /larger than 1 MiB/);
  assert.equal((await send(1024 * 1024)).json.code, 400312);
});

test('a full service takes no further instance, those that are there may register again', async (t) => {
  const { ports } = await openDoors(t, { instancesPerService: 3 });
  const client = grpcFrom(t, ports.grpc, HONEST);
  const codes = [];
  for (let n = 0; n < 5; n += 1) {
    codes.push((await client.call('RegisterInstance', instance(`10.0.0.${n}`))).code);
  }
  assert.deepEqual(codes, [200000, 200000, 200000, 429001, 429001]);
  assert.equal((await client.call('RegisterInstance', instance('10.0.0.1'))).code, 200000);
  await client.call('DeregisterInstance', instance('10.0.0.0'));
  assert.equal((await client.call('RegisterInstance', instance('10.0.0.9'))).code, 200000);
});

test('an instance with more labels than it may carry is refused, at registering and at updating', async (t) => {
  const doors = await openDoors(t, { labelsPerInstance: 2 });
  const client = grpcFrom(t, doors.ports.grpc, HONEST);
  const labels = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, n) => [`label-${n}`, 'x']));
  const register = (count: number) =>
    client.call('RegisterInstance', instance('10.0.0.1', { id: 'one', metadata: labels(count) }));
  assert.equal((await register(2)).code, 200000);
  assert.equal((await register(3)).code, 400150);
  const token = doors.access.gate.tokenOf(doors.owner);
  const updated = await ask(doors.ports.http, 'PUT', '/naming/v1/instances', {
    headers: { 'X-Polaris-Token': token, 'Content-Type': 'application/json' },
    body: [{ id: 'one', metadata: labels(3) }],
  });
  assert.equal(updated.json.code, 400150, updated.text);
});

test('one session has so many event streams, and is told when there are more', async (t) => {
  const { ports } = await openDoors(t, { eventStreamsPerSession: 2 });
  const signedIn = await ask(ports.console, 'POST', '/console/v1/session', {
    headers: { Origin: `http://127.0.0.1:${ports.console}`, 'Content-Type': 'application/json' },
    body: { name: 'lin.qiao', password: PASSWORD },
  });
  const cookie = signedIn.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
  const words = `GET /console/v1/events?topics=overview HTTP/1.1\r\nHost: x\r\nCookie: ${cookie}\r\n\r\n`;
  for (let n = 0; n < 2; n += 1) {
    const socket = await connected(t, ports.console, HONEST);
    socket.write(words);
    const [head] = await once(socket, 'data');
    assert.match(String(head), /^HTTP\/1\.1 200 /);
  }
  const third = await ask(ports.console, 'GET', '/console/v1/events?topics=overview', {
    headers: { Cookie: cookie },
  });
  assert.deepEqual([third.status, third.json.code, third.headers['retry-after']], [429, 429002, '15']);
});
