import assert from 'node:assert/strict';
import { createServer, request } from 'node:http';
import { type TestContext, test } from 'node:test';
import type { Outcome } from '@cynosure/shared/outcome.ts';
import { BodyReader } from './body.ts';

const LIMITS = { maxBytes: 1024, maxBytesAtOnce: 2048, maxDiscardedBytes: 8192 };

/** A listener that reads bodies and tells what became of each, in order of arrival. */
async function listen(t: TestContext) {
  const reader = new BodyReader(LIMITS);
  const read: (Outcome<string> | null)[] = [];
  const waiting: (() => void)[] = [];
  const server = createServer((asked, answer) => {
    void reader.read(asked).then((body) => {
      read.push(body);
      waiting.shift()?.();
      answer.end(body?.code);
    });
  });
  await new Promise<void>((opened) => server.listen(0, '127.0.0.1', opened));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  const open = (bytes: number) => {
    const asked = request({ host: '127.0.0.1', port: address.port, method: 'POST', agent: false });
    asked.setHeader('Content-Length', bytes);
    const answered = new Promise<string>((resolve, reject) => {
      asked.on('error', reject);
      asked.on('response', (response) => {
        let text = '';
        response.on('data', (chunk) => (text += chunk));
        response.on('end', () => resolve(text));
      });
    });
    return {
      asked,
      answered,
      send: (size: number) => new Promise<void>((sent) => asked.write(Buffer.alloc(size, 'x'), () => sent())),
    };
  };
  return { open, read, next: () => new Promise<void>((resolve) => waiting.push(resolve)) };
}

test('bodies that are being read share one budget: who exceeds it is turned away, and it is given back', async (t) => {
  const { open } = await listen(t);
  const first = open(1000);
  const second = open(1000);
  await first.send(999);
  await second.send(999);
  // Both are held by the server once a third one finds no room.
  let third = '';
  while (third !== 'InstanceTooManyRequests') {
    const one = open(500);
    one.asked.end(Buffer.alloc(500, 'x'));
    third = await one.answered;
  }
  first.asked.end('x');
  second.asked.end('x');
  assert.deepEqual(await Promise.all([first.answered, second.answered]), [
    'ExecuteSuccess',
    'ExecuteSuccess',
  ]);
  const fourth = open(1024);
  fourth.asked.end(Buffer.alloc(1024, 'x'));
  assert.equal(await fourth.answered, 'ExecuteSuccess');
});

test('what is larger than it may be is read to its end and answered, but not kept', async (t) => {
  const { open, read } = await listen(t);
  const one = open(5000);
  one.asked.end(Buffer.alloc(5000, 'x'));
  assert.equal(await one.answered, 'ParseException');
  assert.deepEqual(Object.keys(read[0] ?? {}), ['code', 'info']);
});

test('whoever never stops sending is cut off', async (t) => {
  const { open, read, next } = await listen(t);
  const over = next();
  const one = open(1_000_000);
  const cut = assert.rejects(one.answered);
  one.asked.end(Buffer.alloc(1_000_000, 'x'));
  await cut;
  await over;
  assert.deepEqual(read, [null]);
});

test('a peer that goes away in the middle leaves nothing behind', async (t) => {
  const { open, read, next } = await listen(t);
  for (let round = 0; round < 5; round += 1) {
    const over = next();
    const one = open(1000);
    one.answered.catch(() => {});
    await one.send(900);
    one.asked.destroy();
    await over;
  }
  assert.deepEqual(read, [null, null, null, null, null]);
  const last = open(1024);
  last.asked.end(Buffer.alloc(1024, 'x'));
  assert.equal(await last.answered, 'ExecuteSuccess');
});
