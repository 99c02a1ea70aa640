import assert from 'node:assert/strict';
import { once } from 'node:events';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { Agent, type RequestOptions, request } from 'node:https';
import { connect as connectPlain } from 'node:net';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { Client, credentials, type ServiceError } from '@grpc/grpc-js';
import { systemClock } from '../../clock.ts';
import { carrierOf, testBothCarriers as test } from '../../testing/both-carriers.ts';
import { type Authority, anAuthority, cannotCertify, type Pair } from '../../testing/certificates.ts';
import { FakeClock } from '../../testing/fake-clock.ts';
import type { Handlers } from '../grpc/carrier.ts';
import { createCarrier } from '../grpc/carriers.ts';
import { HttpServer } from '../http-server.ts';
import { readIdentity, TlsUnusable } from './tls-identity.ts';
import { TlsKeeper } from './tls-keeper.ts';

const skip = cannotCertify;
const echo: Handlers = {
  '/t.T/Echo': { kind: 'unary', answer: (message) => message },
  '/t.T/Chat': { kind: 'stream', open: () => ({ answer: (message) => message }) },
};

interface Served {
  readonly authority: Authority;
  readonly keeper: TlsKeeper;
  readonly files: Pair;
  /** What was said in the log. */
  readonly said: string[];
  readonly http: number;
  readonly grpc: number;
  /** Puts another pair in the place of the first, and looks until it counts. */
  replace(cert: string, key: string): void;
}

async function serve(t: TestContext, { mutual = false } = {}): Promise<Served> {
  const authority = anAuthority(t);
  const first = authority.issue('first');
  const files = { cert: join(authority.folder, 'tls.crt'), key: join(authority.folder, 'tls.key') };
  const put = (cert: string, key: string) => {
    copyFileSync(cert, files.cert);
    copyFileSync(key, files.key);
  };
  put(first.cert, first.key);
  const said: string[] = [];
  const say = (...words: unknown[]) => void said.push(JSON.stringify(words));
  const log = { info: say, warn: say, error: say };
  const clock = new FakeClock();
  clock.jumpWall(Date.now() - clock.wallMs());
  const keeper = new TlsKeeper({ ...files, clientCa: mutual ? authority.cert : null }, clock, log);
  t.after(keeper.start());
  const bugs: unknown[] = [];
  const onBug = (error: unknown) => void bugs.push(error);
  const listener = (_request: unknown, response: { end(text: string): void }) => response.end('hello');
  const http = new HttpServer('HTTP', listener, { tls: keeper, asksClients: true, onBug });
  const grpc = await createCarrier(
    carrierOf(t),
    { door: 'gRPC', handlers: echo, onBug, tls: keeper },
    systemClock,
  );
  const ports = { http: await http.listen('127.0.0.1', 0), grpc: await grpc.listen('127.0.0.1', 0) };
  t.after(async () => {
    await Promise.all([http.stop(0), grpc.stop(0)]);
    assert.deepEqual(bugs, []);
  });
  return {
    ...ports,
    authority,
    keeper,
    files,
    said,
    replace(cert, key) {
      put(cert, key);
      // Once to notice, once to see that it stands still.
      keeper.look();
      keeper.look();
    },
  };
}

function get(port: number, options: RequestOptions): Promise<string> {
  return new Promise((done, fail) => {
    const asked = request({ host: '127.0.0.1', port, agent: false, ...options }, (response) => {
      response.setEncoding('utf8').on('data', (text: string) => done(`${response.statusCode} ${text}`));
    });
    asked.on('error', fail);
    asked.end();
  });
}

/** Shakes hands and says what the other side is called and what was agreed. */
async function shake(t: TestContext, port: number, options: ConnectionOptions): Promise<TLSSocket> {
  const socket = connect({ host: '127.0.0.1', port, ...options });
  t.after(() => socket.destroy());
  await once(socket, 'secureConnect');
  return socket;
}

const asIs = (bytes: Buffer): Buffer => bytes;

function grpcClient(t: TestContext, port: number, ca: Buffer, pair?: Pair): Client {
  const own = pair === undefined ? [] : [readFileSync(pair.key), readFileSync(pair.cert)];
  const client = new Client(`localhost:${port}`, credentials.createSsl(ca, ...own));
  t.after(() => client.close());
  return client;
}

const call = (client: Client, words: string): Promise<string> =>
  new Promise((done, fail) => {
    const deadline = Date.now() + 5000;
    client.makeUnaryRequest(
      '/t.T/Echo',
      asIs,
      asIs,
      Buffer.from(words),
      { deadline },
      (error: ServiceError | null, reply?: Buffer) => (reply ? done(reply.toString()) : fail(error)),
    );
  });

test('HTTP and gRPC are spoken over TLS, at 1.2 or newer, with forward secrecy', { skip }, async (t) => {
  const served = await serve(t);
  const { ca } = served.authority;
  assert.equal(await get(served.http, { ca }), '200 hello');
  assert.equal(await call(grpcClient(t, served.grpc, ca), 'over TLS'), 'over TLS');
  for (const port of [served.http, served.grpc]) {
    const newest = await shake(t, port, { ca });
    assert.equal(newest.getProtocol(), 'TLSv1.3');
    const older = await shake(t, port, { ca, maxVersion: 'TLSv1.2' });
    assert.match(older.getCipher().standardName, /^TLS_ECDHE_.+(GCM|POLY1305)/);
    const weak = { ca, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    await assert.rejects(shake(t, port, weak), /alert|protocol/i);
    const plainRsa = { ca, maxVersion: 'TLSv1.2', ciphers: 'AES128-SHA' } as const;
    await assert.rejects(shake(t, port, plainRsa), /alert|cipher/i);
  }
});

test('whoever speaks plain text to a TLS door is not answered, and the door stays open', {
  skip,
}, async (t) => {
  const served = await serve(t);
  for (const port of [served.http, served.grpc]) {
    const socket = connectPlain(port, '127.0.0.1');
    const heard: Buffer[] = [];
    socket.on('data', (bytes: Buffer) => heard.push(bytes));
    socket.on('error', () => {});
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(socket, 'close');
    assert.doesNotMatch(Buffer.concat(heard).toString('latin1'), /HTTP|hello/);
  }
  assert.equal(await get(served.http, { ca: served.authority.ca }), '200 hello');
});

test('with an authority for clients, gRPC and HTTP take only those that show its certificate', {
  skip,
}, async (t) => {
  const served = await serve(t, { mutual: true });
  const { ca } = served.authority;
  const ours = served.authority.issue('client');
  const stranger = anAuthority(t, 'stranger').issue('client');
  const shown = (pair: Pair) => ({ ca, cert: readFileSync(pair.cert), key: readFileSync(pair.key) });
  assert.equal(await get(served.http, shown(ours)), '200 hello');
  assert.equal(await call(grpcClient(t, served.grpc, ca, ours), 'known'), 'known');
  await assert.rejects(get(served.http, { ca }));
  await assert.rejects(get(served.http, shown(stranger)));
  await assert.rejects(call(grpcClient(t, served.grpc, ca), 'nobody'));
  await assert.rejects(call(grpcClient(t, served.grpc, ca, stranger), 'stranger'));
});

test('a new certificate is used from the next handshake on, and nobody who is connected notices', {
  skip,
}, async (t) => {
  const served = await serve(t);
  const { ca } = served.authority;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  t.after(() => agent.destroy());
  assert.equal(await get(served.http, { ca, agent }), '200 hello');
  const client = grpcClient(t, served.grpc, ca);
  const chat = client.makeBidiStreamRequest('/t.T/Chat', asIs, asIs);
  t.after(() => chat.cancel());
  const failed: unknown[] = [];
  chat.on('error', (error) => failed.push(error));
  const say = async (words: string): Promise<string> => {
    chat.write(Buffer.from(words));
    const [reply] = await once(chat, 'data');
    return String(reply);
  };
  assert.equal(await say('before'), 'before');

  const second = served.authority.issue('second');
  served.replace(second.cert, second.key);
  for (const port of [served.http, served.grpc]) {
    assert.equal((await shake(t, port, { ca })).getPeerCertificate().subject.CN, 'second');
  }
  assert.equal(await say('after'), 'after');
  assert.equal(await get(served.http, { ca, agent }), '200 hello');
  assert.deepEqual(failed, []);
  assert.match(served.said.join('\n'), /a new certificate is in use/);
});

test('a pair that does not fit or cannot be read keeps the old one, and is said once', {
  skip,
}, async (t) => {
  const served = await serve(t);
  const { ca } = served.authority;
  const second = served.authority.issue('second');
  const subject = async () => (await shake(t, served.http, { ca })).getPeerCertificate().subject.CN;
  served.replace(second.cert, served.authority.key);
  assert.equal(await subject(), 'first');
  assert.equal(served.said.length, 1);
  assert.match(served.said[0] ?? '', /does not belong.+stays in use/);
  served.keeper.look();
  assert.equal(served.said.length, 1);
  writeFileSync(served.files.cert, 'no certificate');
  served.keeper.look();
  assert.equal(served.said.length, 1, 'what still moves is not read');
  served.keeper.look();
  assert.equal(await subject(), 'first');
  assert.equal(served.said.length, 2);
  served.replace(second.cert, second.key);
  assert.equal(await subject(), 'second');
});

test('files that cannot be used are refused in a sentence that names them and quotes nothing', {
  skip,
}, (t) => {
  const authority = anAuthority(t);
  const one = authority.issue('one');
  const other = authority.issue('other');
  const locked = join(authority.folder, 'empty');
  writeFileSync(locked, '');
  const wrong = [
    { cert: join(authority.folder, 'nowhere'), key: one.key, clientCa: null },
    { cert: one.cert, key: join(authority.folder, 'nowhere'), clientCa: null },
    { cert: one.key, key: one.key, clientCa: null },
    { cert: one.cert, key: one.cert, clientCa: null },
    { cert: one.cert, key: other.key, clientCa: null },
    { cert: one.cert, key: one.key, clientCa: locked },
  ];
  for (const files of wrong) {
    assert.throws(
      () => readIdentity(files),
      (error) =>
        error instanceof TlsUnusable &&
        error.message.includes(authority.folder) &&
        /\.$/.test(error.message) &&
        !/BEGIN|\n/.test(error.message),
      JSON.stringify(files),
    );
  }
  assert.ok(readIdentity({ ...one, clientCa: authority.cert }).validTo > Date.now());
});

test('a certificate that ends soon is warned of at the start and once a day', { skip }, (t) => {
  const authority = anAuthority(t);
  const pair = authority.issue('short');
  const said: string[] = [];
  const say = (...words: unknown[]) => void said.push(JSON.stringify(words));
  const clock = new FakeClock();
  const { validTo } = readIdentity({ ...pair, clientCa: null });
  clock.jumpWall(validTo - 13 * 86_400_000 - clock.wallMs());
  const keeper = new TlsKeeper({ ...pair, clientCa: null }, clock, { info: say, warn: say, error: say });
  assert.match(said.join(), /runs out within 14 days/);
  clock.advance(86_399_999);
  keeper.look();
  assert.equal(said.length, 1);
  clock.advance(1);
  keeper.look();
  assert.equal(said.length, 2);
  clock.advance(13 * 86_400_000);
  keeper.look();
  assert.match(said.at(-1) ?? '', /has run out/);
});
