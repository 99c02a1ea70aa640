import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { test } from 'node:test';
import { frameType, setting } from '../http2/frame.ts';
import { call, framesIn, HELLO, ping, settings, windowUpdate } from '../testing/frames.ts';
import { ECHO } from '../testing/machine.ts';
import { GrpcServer } from './grpc-server.ts';

const stillClock = { monotonicMs: () => 0, after: () => () => {}, every: () => () => {} };

const ANSWERS = 40;
const ANSWER_BYTES = 1_000_000;

test('a client that reads nothing is not read from, keeps little in the server, and gets all once it reads', async (t) => {
  const server = new GrpcServer({
    handlers: ECHO,
    clock: stillClock,
    onBug: (error) => assert.fail(String(error)),
    spoils: true,
  });
  let served: Socket | undefined;
  const listener = createServer({ noDelay: true }, (socket) => {
    served = socket;
    server.serve(socket);
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
  for (let n = 0; n < ANSWERS; n += 1) client.write(call(2 * n + 1, '/t.T/Large', String(ANSWER_BYTES)));
  client.write(ping('the-last'));
  while (served === undefined || !served.isPaused()) await new Promise((done) => setImmediate(done));
  assert.ok(served.writableLength < 4 * ANSWER_BYTES, `${served.writableLength} bytes wait`);
  const parts: Buffer[] = [];
  const { promise: whole, resolve } = Promise.withResolvers<void>();
  let left = ANSWERS * (ANSWER_BYTES + 5);
  client.on('data', (part: Buffer) => {
    parts.push(part);
    left -= part.length;
    if (left < 0 && part.includes('the-last')) resolve();
  });
  await whole;
  const body = framesIn(Buffer.concat(parts)).filter((one) => one.type === frameType.DATA);
  assert.equal(
    body.reduce((sum, one) => sum + one.payload.length, 0),
    ANSWERS * (ANSWER_BYTES + 5),
  );
});
