import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { frameType, setting } from '../http2/frame.ts';
import { call, framesIn, HELLO, ping, settings, windowUpdate } from '../testing/frames.ts';
import { ECHO, longBody } from '../testing/machine.ts';
import { GrpcServer } from './grpc-server.ts';

const stillClock = {
  monotonicMs: () => 0,
  after: () => () => {},
  every: () => () => {},
  nextTurn: (run: () => void) => void setImmediate(run),
};

/** A server on a port of its own, and a client of it that takes whatever comes. */
async function served(
  t: TestContext,
): Promise<{ readonly client: Socket; readonly socket: () => Socket | undefined }> {
  const server = new GrpcServer({
    handlers: ECHO,
    clock: stillClock,
    onBug: (error) => assert.fail(String(error)),
    spoils: true,
  });
  let socket: Socket | undefined;
  const listener = createServer({ noDelay: true }, (one) => {
    socket = one;
    server.serve(one);
  }).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const client = connect((listener.address() as AddressInfo).port, '127.0.0.1');
  t.after(() => {
    client.destroy();
    server.close();
    listener.close();
  });
  client.write(
    Buffer.concat([HELLO, settings([setting.INITIAL_WINDOW_SIZE, 2 ** 30]), windowUpdate(0, 2 ** 30)]),
  );
  return { client, socket: () => socket };
}

/** Reads until the answer to the ping is there; answers the bytes in DATA frames. */
async function dataUpToPing(client: Socket, bytesOfData: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  const { promise: whole, resolve } = Promise.withResolvers<void>();
  let left = bytesOfData;
  client.on('data', (part: Buffer) => {
    parts.push(part);
    left -= part.length;
    if (left < 0 && part.includes('the-last')) resolve();
  });
  await whole;
  return Buffer.concat(
    framesIn(Buffer.concat(parts))
      .filter((one) => one.type === frameType.DATA)
      .map((one) => one.payload),
  );
}

/** A socket that only waits for its turn is paused, too. */
const isChoked = (socket: Socket | undefined): boolean =>
  socket?.isPaused() === true && socket.writableNeedDrain;

const ANSWERS = 40;
const ANSWER_BYTES = 1_000_000;

test('a client that reads nothing is not read from, keeps little in the server, and gets all once it reads', async (t) => {
  const { client, socket } = await served(t);
  for (let n = 0; n < ANSWERS; n += 1) client.write(call(2 * n + 1, '/t.T/Large', String(ANSWER_BYTES)));
  client.write(ping('the-last'));
  while (!isChoked(socket())) await new Promise((done) => setImmediate(done));
  const waiting = socket()?.writableLength ?? 0;
  assert.ok(waiting < 4 * ANSWER_BYTES, `${waiting} bytes wait`);
  const total = ANSWERS * (ANSWER_BYTES + 5);
  assert.equal((await dataUpToPing(client, total)).length, total);
});

test('answers in two pieces arrive whole and in order, also where the system takes a part at a time', async (t) => {
  const { client, socket } = await served(t);
  const lengths = Array.from({ length: ANSWERS }, (_, n) => (n % 3 === 0 ? 10 : ANSWER_BYTES - n));
  for (const [n, length] of lengths.entries()) client.write(call(2 * n + 1, '/t.T/Long', String(length)));
  client.write(ping('the-last'));
  while (!isChoked(socket())) await new Promise((done) => setImmediate(done));
  const wanted = lengths.map((length) => {
    const content = Buffer.concat([Buffer.from(String(length)), longBody(length)]);
    const prefix = Buffer.alloc(5);
    prefix.writeUInt32BE(content.length, 1);
    return Buffer.concat([prefix, content]);
  });
  const all = Buffer.concat(wanted);
  assert.ok((await dataUpToPing(client, all.length)).equals(all));
});

test('a connection that did wrong is not read from any more', async (t) => {
  const { client, socket } = await served(t);
  client.on('error', () => {});
  for (let n = 0; n < 1_000; n += 1) client.write(ping());
  await once(client.resume(), 'end');
  assert.equal(socket()?.isPaused(), true);
});

test('a new connection of an address whose connections do wrong again and again waits before it is read', async (t) => {
  const waiting: { readonly ms: number; readonly run: () => void }[] = [];
  const after = (ms: number, run: () => void) => {
    waiting.push({ ms, run });
    return () => {};
  };
  const server = new GrpcServer({ handlers: ECHO, clock: { ...stillClock, after }, onBug: assert.ifError });
  const listener = createServer({ noDelay: true }, (one) => server.serve(one)).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;
  const clients: Socket[] = [];
  const come = (): Socket => {
    const client = connect(port, '127.0.0.1');
    client.on('error', () => {});
    clients.push(client);
    return client;
  };
  t.after(() => {
    for (const client of clients) client.destroy();
    server.close();
    listener.close();
  });
  const before = come();
  before.write(HELLO);
  await once(before, 'data');
  for (let n = 0; n < 11; n += 1) {
    const offender = come();
    offender.write('GET / HTTP/1.1\r\n\r\n');
    await once(offender.resume(), 'end');
  }
  const late = come();
  late.write(Buffer.concat([HELLO, call(1, '/t.T/Echo', 'hello'), ping('the-last')]));
  const lateAnswer = dataUpToPing(late, 0);
  // Who was there before is served meanwhile.
  before.write(Buffer.concat([call(1, '/t.T/Echo', 'hello'), ping('the-last')]));
  assert.equal((await dataUpToPing(before, 0)).length, 10);
  const isWait = ({ ms }: { readonly ms: number }) => ms === 500;
  while (!waiting.some(isWait)) await new Promise((done) => setImmediate(done));
  let isAnswered = false;
  void lateAnswer.then(() => {
    isAnswered = true;
  });
  await new Promise((done) => setImmediate(done));
  assert.equal(isAnswered, false);
  for (const { run } of waiting.filter(isWait)) run();
  assert.equal((await lateAnswer).length, 10);
});

test('calls of one connection that need many turns are all answered', async (t) => {
  const { client } = await served(t);
  const calls = Array.from({ length: 3_000 }, (_, n) => call(2 * n + 1, '/t.T/Echo', 'hello'));
  client.write(Buffer.concat([...calls, ping('the-last')]));
  assert.equal((await dataUpToPing(client, 3_000 * 10)).length, 3_000 * 10);
});
