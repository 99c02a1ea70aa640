import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { ATTACKS, type Attack } from '../testing/attacks.ts';
import { message } from '../testing/frames.ts';
import { ECHO } from '../testing/machine.ts';
import { GrpcServer } from './grpc-server.ts';

const realClock = {
  monotonicMs: () => performance.now(),
  after: (ms: number, run: () => void) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  every: (ms: number, run: () => void) => {
    const timer = setInterval(run, ms);
    return () => clearInterval(timer);
  },
  nextTurn: (run: () => void) => void setImmediate(run),
};

const ATTACKERS = 4;
const CALLS = 200;
/** Attacks that end their connection at once; the others are held, and end by time. */
const HELD = new Set(['zero window', 'slow headers']);

async function served(t: TestContext): Promise<number> {
  const bugs: unknown[] = [];
  const server = new GrpcServer({
    handlers: ECHO,
    clock: realClock,
    onBug: (error) => bugs.push(error),
    spoils: true,
  });
  const listener = createServer({ noDelay: true }, (socket) => server.serve(socket)).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  t.after(() => {
    server.close();
    listener.close();
    assert.deepEqual(bugs, []);
  });
  return (listener.address() as AddressInfo).port;
}

/** Attacks until the server ends the connection, and tells so by calling `ended`. */
function attack(port: number, { begin, again }: Attack, ended: () => void): Socket {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  socket.on('close', ended);
  socket.resume();
  socket.write(begin('/t.T/Echo'));
  let n = 0;
  const more = () => {
    if (again === null || socket.destroyed) return;
    socket.write(again('/t.T/Echo', n++), () => setImmediate(more));
  };
  more();
  return socket;
}

for (const one of ATTACKS) {
  test(`${one.name}: honest clients are answered meanwhile, and attackers are let go`, async (t) => {
    const port = await served(t);
    const client = connectHttp2(`http://127.0.0.1:${port}`);
    t.after(() => client.destroy());
    let ended = 0;
    const { promise: allEnded, resolve } = Promise.withResolvers<void>();
    const attackers = Array.from({ length: ATTACKERS }, () =>
      attack(port, one, () => {
        ended += 1;
        if (ended === ATTACKERS) resolve();
      }),
    );
    t.after(() => {
      for (const attacker of attackers) attacker.destroy();
    });
    for (let n = 0; n < CALLS; n += 1) assert.equal(await echo(client, `call ${n}`), `call ${n}`);
    if (!HELD.has(one.name)) await allEnded;
    assert.equal(await echo(client, 'still here'), 'still here');
  });
}

async function echo(client: ReturnType<typeof connectHttp2>, text: string): Promise<string> {
  const stream = client.request({
    ':method': 'POST',
    ':path': '/t.T/Echo',
    'content-type': 'application/grpc',
    te: 'trailers',
  });
  stream.end(message(text));
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('latin1', 5);
}
