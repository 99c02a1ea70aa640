import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type ClientHttp2Session, type ClientHttp2Stream, connect } from 'node:http2';
import { type AddressInfo, createServer } from 'node:net';
import type { TestContext } from 'node:test';
import { systemClock } from '../../clock.ts';
import { carrierOf, testBothCarriers as test } from '../../testing/both-carriers.ts';
import { ListenFailure } from '../listen-failure.ts';
import { type CallContext, grpcStatus, type Handlers } from './carrier.ts';
import { createCarrier } from './carriers.ts';

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();
const bytes = (words: string): Buffer => Buffer.from(words);

const later = <T>(value: T): Promise<T> => new Promise((done) => setImmediate(() => done(value)));

const LONG = Buffer.alloc(300_000, 'long ');

/** Handlers that show what reaches them. */
const echo: Handlers = {
  '/t.T/Echo': { kind: 'unary', answer: (message) => message },
  '/t.T/Later': { kind: 'unary', answer: (message) => later(Buffer.from(message)) },
  '/t.T/Long': { kind: 'unary', answer: (message) => ({ head: Buffer.from(message), body: LONG }) },
  '/t.T/Fail': { kind: 'unary', answer: () => ({ status: grpcStatus.INTERNAL, details: 'no such message' }) },
  '/t.T/Bug': {
    kind: 'unary',
    answer: () => {
      throw new Error('a bug');
    },
  },
  '/t.T/LateBug': { kind: 'unary', answer: () => Promise.reject(new Error('a late bug')) },
  '/t.T/Who': {
    kind: 'unary',
    answer: (_, context) => bytes(`${context.peer}|${context.metadata('x-polaris-token') ?? 'none'}`),
  },
  '/t.T/Chat': {
    kind: 'stream',
    open: () => {
      let count = 0;
      return {
        answer(message) {
          count += 1;
          const words = text(message);
          if (words === 'bug') throw new Error('a bug');
          if (words === 'fail') return { status: grpcStatus.INTERNAL, details: 'the bytes are no message' };
          const reply = bytes(`${count} ${words}`);
          // The odd ones take longer than the even ones: order must come from the carrier.
          return count % 2 === 1 ? later(reply) : reply;
        },
      };
    },
  },
};

async function started(t: TestContext, handlers: Handlers = echo) {
  const bugs: string[] = [];
  const onBug = (error: unknown, path: string) => bugs.push(`${path}: ${(error as Error).message}`);
  const carrier = await createCarrier(carrierOf(t), { door: 'gRPC', handlers, onBug }, systemClock);
  const port = await carrier.listen('127.0.0.1', 0);
  t.after(() => carrier.stop(0));
  return { carrier, port, bugs };
}

interface Outcome {
  readonly replies: string[];
  readonly status: string | undefined;
  readonly details: string;
}

const frame = (message: Uint8Array, compressed = 0): Buffer => {
  const head = Buffer.alloc(5);
  head[0] = compressed;
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
};

function session(t: TestContext, port: number): ClientHttp2Session {
  const client = connect(`http://127.0.0.1:${port}`);
  client.on('error', () => {});
  t.after(() => client.destroy());
  return client;
}

function call(
  client: ClientHttp2Session,
  path: string,
  headers: Record<string, string> = {},
): ClientHttp2Stream {
  const stream = client.request({
    ':method': 'POST',
    ':path': path,
    te: 'trailers',
    'content-type': 'application/grpc',
    ...headers,
  });
  stream.on('error', () => {});
  return stream;
}

/** Everything that a call answers until it is over. */
async function outcome(stream: ClientHttp2Stream): Promise<Outcome> {
  let received = Buffer.alloc(0);
  let status: string | undefined;
  let details = '';
  const look = (headers: Record<string, unknown>) => {
    if (headers['grpc-status'] === undefined) return;
    status = String(headers['grpc-status']);
    details = decodeURI(String(headers['grpc-message'] ?? ''));
  };
  stream.on('response', look);
  stream.on('trailers', look);
  stream.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
  });
  await once(stream, 'close');
  const replies: string[] = [];
  while (received.length >= 5) {
    const end = 5 + received.readUInt32BE(1);
    replies.push(text(received.subarray(5, end)));
    received = received.subarray(end);
  }
  return { replies, status, details };
}

function ask(client: ClientHttp2Session, path: string, words: string, headers: Record<string, string> = {}) {
  const stream = call(client, path, headers);
  stream.end(frame(bytes(words)));
  return outcome(stream);
}

test('a call is answered with the handler’s bytes, at once or later', async (t) => {
  const { port } = await started(t);
  const client = session(t, port);
  const ok = { replies: ['hello'], status: '0', details: '' };
  for (const path of ['/t.T/Echo', '/t.T/Later']) {
    assert.deepEqual(await ask(client, path, 'hello'), ok, path);
  }
  assert.deepEqual((await ask(client, '/t.T/Long', 'hello')).replies, [`hello${LONG}`]);
  assert.deepEqual((await ask(client, '/t.T/Echo', '')).replies, ['']);
});

test('a handler sees who calls and with which metadata', async (t) => {
  const { port } = await started(t);
  const client = session(t, port);
  const { replies } = await ask(client, '/t.T/Who', '', { 'x-polaris-token': 'secret' });
  assert.match(replies[0] ?? '', /^127\.0\.0\.1:\d+\|secret$/);
});

test('a failure is the status of the call', async (t) => {
  const { port, bugs } = await started(t);
  const failed = await ask(session(t, port), '/t.T/Fail', 'x');
  assert.deepEqual(failed, { replies: [], status: '13', details: 'no such message' });
  assert.deepEqual(bugs, []);
});

test('a bug becomes INTERNAL, is told once, and the connection goes on', async (t) => {
  const { port, bugs } = await started(t);
  const client = session(t, port);
  assert.equal((await ask(client, '/t.T/Bug', 'x')).status, '13');
  assert.equal((await ask(client, '/t.T/LateBug', 'x')).status, '13');
  const stream = call(client, '/t.T/Chat');
  stream.write(frame(bytes('bug')));
  assert.equal((await outcome(stream)).status, '13');
  assert.deepEqual(bugs, ['/t.T/Bug: a bug', '/t.T/LateBug: a late bug', '/t.T/Chat: a bug']);
  assert.deepEqual((await ask(client, '/t.T/Echo', 'still here')).replies, ['still here']);
});

test('what nobody registered is UNIMPLEMENTED', async (t) => {
  const { port } = await started(t);
  const client = session(t, port);
  for (const path of ['/t.T/Nope', '/t.X/Echo', '/t.T', '/t.T/echo', '/constructor']) {
    assert.equal((await ask(client, path, 'x')).status, '12', path);
  }
});

test('a compression is UNIMPLEMENTED, also when no message is compressed', async (t) => {
  const { port } = await started(t);
  const client = session(t, port);
  for (const encoding of ['gzip', 'zip']) {
    assert.equal((await ask(client, '/t.T/Echo', 'x', { 'grpc-encoding': encoding })).status, '12', encoding);
  }
  assert.equal((await ask(client, '/t.T/Echo', 'x', { 'grpc-encoding': 'identity' })).status, '0');
});

test('content types with a suffix are fine, others are INVALID_ARGUMENT', async (t) => {
  const { port } = await started(t);
  const client = session(t, port);
  assert.equal(
    (await ask(client, '/t.T/Echo', 'x', { 'content-type': 'application/grpc+proto' })).status,
    '0',
  );
  assert.equal((await ask(client, '/t.T/Echo', 'x', { 'content-type': 'application/json' })).status, '3');
});

test('an unreadable grpc-timeout is INTERNAL, a generous one changes nothing', async (t) => {
  const { port } = await started(t);
  const client = session(t, port);
  assert.equal((await ask(client, '/t.T/Echo', 'x', { 'grpc-timeout': 'soon' })).status, '13');
  assert.equal((await ask(client, '/t.T/Echo', 'x', { 'grpc-timeout': '10S' })).status, '0');
});

test('a message of 4 MiB is read, a larger one is RESOURCE_EXHAUSTED', async (t) => {
  const { port } = await started(t);
  const client = session(t, port);
  const largest = await ask(client, '/t.T/Echo', 'x'.repeat(4_194_304));
  assert.deepEqual([largest.status, largest.replies[0]?.length], ['0', 4_194_304]);
  assert.equal((await ask(client, '/t.T/Echo', 'x'.repeat(4_194_305))).status, '8');
  assert.equal((await ask(client, '/t.T/Echo', 'x')).status, '0');
});

test('a connection is told how many calls it may have at once', async (t) => {
  const { port } = await started(t);
  const [settings] = await once(session(t, port), 'remoteSettings');
  assert.equal(settings.maxConcurrentStreams, 1_000);
});

test('a stream has one reply per message, in order, and ends with OK when the client is done', async (t) => {
  const { port } = await started(t);
  const stream = call(session(t, port), '/t.T/Chat');
  const words = Array.from({ length: 200 }, (_, index) => `m${index}`);
  stream.end(Buffer.concat(words.map((one) => frame(bytes(one)))));
  const { replies, status } = await outcome(stream);
  assert.equal(status, '0');
  assert.deepEqual(
    replies,
    words.map((one, index) => `${index + 1} ${one}`),
  );
});

test('a stream without messages ends with OK', async (t) => {
  const { port } = await started(t);
  const stream = call(session(t, port), '/t.T/Chat');
  stream.end();
  assert.deepEqual(await outcome(stream), { replies: [], status: '0', details: '' });
});

test('a failure ends a stream after the replies before it', async (t) => {
  const { port } = await started(t);
  const stream = call(session(t, port), '/t.T/Chat');
  for (const words of ['one', 'two', 'fail', 'three']) stream.write(frame(bytes(words)));
  assert.deepEqual(await outcome(stream), {
    replies: ['1 one', '2 two'],
    status: '13',
    details: 'the bytes are no message',
  });
});

test('a handler learns that its stream is over, also when the client vanishes', async (t) => {
  const ends: Promise<void>[] = [];
  const open = (context: CallContext) => {
    ends.push(new Promise((done) => context.onClosed(done)));
    return { answer: (message: Uint8Array) => message };
  };
  const { port } = await started(t, { '/t.T/Chat': { kind: 'stream', open } });
  const polite = call(session(t, port), '/t.T/Chat');
  polite.end(frame(bytes('x')));
  await outcome(polite);
  const rude = session(t, port);
  const stream = call(rude, '/t.T/Chat');
  stream.write(frame(bytes('x')));
  await once(stream, 'data');
  rude.destroy();
  await Promise.all(ends);
  assert.equal(ends.length, 2);
});

test('a port in use is told in one sentence', async (t) => {
  const squatter = createServer().listen(0, '127.0.0.1');
  await once(squatter, 'listening');
  t.after(() => squatter.close());
  const { port } = squatter.address() as AddressInfo;
  const carrier = await createCarrier(
    carrierOf(t),
    { door: 'gRPC', handlers: echo, onBug: () => {} },
    systemClock,
  );
  await assert.rejects(carrier.listen('127.0.0.1', port), (error) => {
    assert.ok(error instanceof ListenFailure);
    assert.equal(error.problem, 'in use');
    assert.equal(
      error.message,
      `The gRPC door cannot listen on 127.0.0.1:${port}: another program listens there already.`,
    );
    return true;
  });
  await carrier.stop(0);
});

test('stopping ends idle streams with OK, and takes no new connection', async (t) => {
  const { carrier, port } = await started(t);
  const client = session(t, port);
  const stream = call(client, '/t.T/Chat');
  stream.write(frame(bytes('x')));
  const over = outcome(stream);
  await once(stream, 'data');
  await carrier.stop(5_000);
  assert.deepEqual((await over).status, '0');
  const late = connect(`http://127.0.0.1:${port}`);
  const [error] = await once(late, 'error');
  assert.equal(error.code, 'ECONNREFUSED');
});

test('stopping waits no longer than it is told for a call that never answers', async (t) => {
  const { promise: asked, resolve } = Promise.withResolvers<void>();
  const answer = () => {
    resolve();
    return new Promise<Uint8Array>(() => {});
  };
  const { carrier, port } = await started(t, { '/t.T/Never': { kind: 'unary', answer } });
  const over = ask(session(t, port), '/t.T/Never', 'x');
  await asked;
  await carrier.stop(20);
  assert.notEqual((await over).status, '0');
});
