import assert from 'node:assert/strict';
import { connect } from 'node:http2';
import { duplexPair } from 'node:stream';
import { test } from 'node:test';
import {
  call,
  callFields,
  data,
  frame,
  HELLO,
  headers,
  message,
  ping,
  reset,
  settings,
} from '../testing/frames.ts';
import { Machine } from '../testing/machine.ts';
import { understoodByNode, understoodByUs } from '../testing/reference-server.ts';
import { flag, frameType } from './frame.ts';

/** Bytes that node:http2 as a client sends for some calls, of which it hears no answer. */
async function bytesOfNode(): Promise<Buffer> {
  const [near, far] = duplexPair();
  const parts: Buffer[] = [];
  far.on('data', (part: Buffer) => parts.push(part));
  const client = connect('http://localhost', { createConnection: () => near });
  client.on('error', () => {});
  const start = (path: string, fields: Record<string, string> = {}) => {
    const stream = client.request({
      ':method': 'POST',
      ':path': path,
      'content-type': 'application/grpc',
      te: 'trailers',
      ...fields,
    });
    stream.on('error', () => {});
    return stream;
  };
  start('/t.T/Echo').end(message('hello'));
  start('/t.T/Echo', { 'x-token': 'ä'.repeat(3), 'user-agent': 'x'.repeat(200) }).end(message('again'));
  const chat = start('/t.T/Chat');
  for (const text of ['a', 'b', 'c'.repeat(5_000)]) chat.write(message(text));
  chat.end();
  start('/t.T/Large').end(message('10'));
  client.ping(Buffer.from('12345678'), () => {});
  for (let turn = 0; turn < 20; turn += 1) await new Promise((done) => setImmediate(done));
  client.destroy();
  far.destroy();
  return Buffer.concat(parts);
}

test('what node:http2 sends as a client is understood as its own server does, cut anywhere', async () => {
  const bytes = await bytesOfNode();
  const theirs = await understoodByNode(bytes);
  const expected = understoodByUs(bytes);
  assert.equal(Object.keys(expected.whole).length, 4);
  // A request that its server has not told us of when we stop it is not compared.
  assert.ok(Object.keys(theirs.whole).length >= 3);
  assert.deepEqual({ ...expected.whole, ...theirs.whole }, expected.whole);
  for (let cut = 1; cut < bytes.length; cut += 1) {
    const ours = understoodByUs(bytes, (at) => (at === 0 ? cut : bytes.length));
    assert.deepEqual(ours, expected, `cut at ${cut}`);
  }
  const machine = new Machine().send(bytes);
  assert.equal(machine.fate, undefined);
});

/** Calls as ours, each with something that one may read in two ways. */
const INPUTS: readonly Buffer[] = [
  call(1, '/a', 'x'),
  Buffer.concat([call(1, '/a', 'x'), call(3, '/b', 'y'), ping(), headers(5, callFields('/c')), reset(5)]),
  Buffer.concat([headers(1, callFields('/a')), data(1, Buffer.from('1')), data(1, Buffer.from('2'), true)]),
  Buffer.concat([headers(1, callFields('/a')), settings([4, 100]), data(1, Buffer.alloc(300, 'x'), true)]),
  Buffer.concat([
    headers(1, callFields('/a', { 'x-a': '1', 'x-b-bin': 'AAA' })),
    data(1, Buffer.from('1')),
    headers(1, [['x-sum', '1']], flag.END_HEADERS | flag.END_STREAM),
  ]),
  Buffer.concat([
    frame(
      frameType.HEADERS,
      flag.END_HEADERS | flag.PRIORITY,
      1,
      Buffer.concat([Buffer.from([0, 0, 0, 0, 9]), blockOf('/a')]),
    ),
    frame(frameType.DATA, flag.PADDED | flag.END_STREAM, 1, Buffer.from([2, 0x61, 0, 0])),
  ]),
  Buffer.concat([
    frame(frameType.HEADERS, flag.END_STREAM, 1, blockOf('/a').subarray(0, 9)),
    frame(frameType.CONTINUATION, flag.END_HEADERS, 1, blockOf('/a').subarray(9)),
  ]),
].map((bytes) => Buffer.concat([HELLO, bytes]));

function blockOf(path: string): Buffer {
  return headers(1, callFields(path)).subarray(9);
}

test('with any byte changed, no request is understood in two ways', async (t) => {
  let both = 0;
  let stricter = 0;
  const looser: string[] = [];
  for (const input of INPUTS) {
    for (let at = HELLO.length - 9; at < input.length; at += 1) {
      const changed = Buffer.from(input);
      changed[at] = (changed[at] ?? 0) ^ (1 << ((at * 7 + input.length) % 8));
      const theirs = await understoodByNode(changed);
      const ours = understoodByUs(changed);
      for (const [id, request] of Object.entries(ours.whole)) {
        const other = theirs.whole[Number(id)];
        if (other !== undefined) assert.equal(request, other, changed.toString('hex'));
        // A connection that dies may take with it what was whole before.
        else if (!theirs.died && !ours.died) looser.push(`stream ${id} of ${changed.toString('hex')}`);
        both += 1;
      }
      if (Object.keys(theirs.whole).length > Object.keys(ours.whole).length) stricter += 1;
    }
  }
  t.diagnostic(`${both} requests understood alike, ${stricter} inputs that only node:http2 takes`);
  assert.ok(both > 100, `${both}`);
  assert.deepEqual(looser, []);
});
