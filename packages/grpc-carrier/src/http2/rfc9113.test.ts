import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeHeaders } from '../hpack/encoder.ts';
import {
  call,
  callFields,
  data,
  frame,
  framesIn,
  HELLO,
  headers,
  message,
  ping,
  reset,
  settings,
  uint32,
  windowUpdate,
} from '../testing/frames.ts';
import { answerOf, Machine } from '../testing/machine.ts';
import { errorCode } from './error-code.ts';
import { flag, frameType, PREFACE, setting } from './frame.ts';

const open = headers(1, callFields('/t.T/Chat'));
const done = call(1, '/t.T/Echo');
const block = encodeHeaders(callFields('/t.T/Echo'));

/** Faults that end the connection, by the rule that says so. */
const FATAL: readonly (readonly [rule: string, fate: keyof typeof errorCode, ...bytes: Buffer[]])[] = [
  ['§3.4 the first frame is SETTINGS', 'PROTOCOL_ERROR', PREFACE, ping()],
  ['§3.4 the first SETTINGS is no acknowledgement', 'PROTOCOL_ERROR', PREFACE, frame(4, flag.ACK, 0)],
  ['§3.4 something else than HTTP/2', 'PROTOCOL_ERROR', Buffer.from('GET / HTTP/1.1\r\nhost: x\r\n\r\n')],
  ['§3.4 a preface with one byte wrong', 'PROTOCOL_ERROR', Buffer.from(PREFACE).fill('X', 23)],
  ['§4.2 a frame above 16384 bytes', 'FRAME_SIZE_ERROR', HELLO, open, data(1, Buffer.alloc(16_385))],
  [
    '§4.3 an undecodable block',
    'COMPRESSION_ERROR',
    HELLO,
    frame(1, flag.END_HEADERS, 1, Buffer.from([0x80])),
  ],
  [
    '§4.3 an undecodable block of trailers',
    'COMPRESSION_ERROR',
    HELLO,
    open,
    frame(1, flag.END_HEADERS | flag.END_STREAM, 1, Buffer.from([0xff])),
  ],
  ['§5.1 DATA on an idle stream', 'PROTOCOL_ERROR', HELLO, data(1, Buffer.alloc(1))],
  ['§5.1 WINDOW_UPDATE on an idle stream', 'PROTOCOL_ERROR', HELLO, windowUpdate(1, 1)],
  ['§5.1 RST_STREAM on an idle stream', 'PROTOCOL_ERROR', HELLO, reset(1)],
  ['§5.1 HEADERS on a closed stream', 'STREAM_CLOSED', HELLO, done, headers(1, callFields('/t.T/Echo'))],
  ['§5.1.1 a stream with an even number', 'PROTOCOL_ERROR', HELLO, headers(2, callFields('/t.T/Echo'))],
  [
    '§5.1.1 a stream with a smaller number',
    'STREAM_CLOSED',
    HELLO,
    call(5, '/t.T/Echo'),
    headers(3, callFields('/t.T/Echo')),
  ],
  ['§6.1 DATA of no stream', 'PROTOCOL_ERROR', HELLO, data(0, Buffer.alloc(1))],
  [
    '§6.1 padding as long as its frame',
    'PROTOCOL_ERROR',
    HELLO,
    open,
    frame(0, flag.PADDED, 1, Buffer.from([1])),
  ],
  ['§6.1 padding without its length', 'PROTOCOL_ERROR', HELLO, open, frame(0, flag.PADDED, 1)],
  ['§6.2 HEADERS of no stream', 'PROTOCOL_ERROR', HELLO, headers(0, callFields('/t.T/Echo'))],
  [
    '§6.2 padding longer than its block',
    'PROTOCOL_ERROR',
    HELLO,
    frame(1, flag.END_HEADERS | flag.PADDED, 1, Buffer.from([200, 0x82])),
  ],
  [
    '§6.2 a priority that is cut off',
    'PROTOCOL_ERROR',
    HELLO,
    frame(1, flag.END_HEADERS | flag.PRIORITY, 1, Buffer.alloc(4)),
  ],
  ['§6.3 PRIORITY of no stream', 'PROTOCOL_ERROR', HELLO, frame(2, 0, 0, Buffer.alloc(5))],
  ['§6.3 PRIORITY of 4 bytes on an idle stream', 'FRAME_SIZE_ERROR', HELLO, frame(2, 0, 1, Buffer.alloc(4))],
  ['§6.4 RST_STREAM of no stream', 'PROTOCOL_ERROR', HELLO, reset(0)],
  ['§6.4 RST_STREAM of 3 bytes', 'FRAME_SIZE_ERROR', HELLO, open, frame(3, 0, 1, Buffer.alloc(3))],
  ['§6.5 SETTINGS of a stream', 'PROTOCOL_ERROR', HELLO, frame(4, 0, 1)],
  [
    '§6.5 an acknowledgement with a payload',
    'FRAME_SIZE_ERROR',
    HELLO,
    frame(4, flag.ACK, 0, Buffer.alloc(6)),
  ],
  ['§6.5 SETTINGS of 5 bytes', 'FRAME_SIZE_ERROR', HELLO, frame(4, 0, 0, Buffer.alloc(5))],
  ['§6.5.2 ENABLE_PUSH of 2', 'PROTOCOL_ERROR', HELLO, settings([setting.ENABLE_PUSH, 2])],
  [
    '§6.5.2 INITIAL_WINDOW_SIZE of 2^31',
    'FLOW_CONTROL_ERROR',
    HELLO,
    settings([setting.INITIAL_WINDOW_SIZE, 2 ** 31]),
  ],
  ['§6.5.2 MAX_FRAME_SIZE of 16383', 'PROTOCOL_ERROR', HELLO, settings([setting.MAX_FRAME_SIZE, 16_383])],
  ['§6.5.2 MAX_FRAME_SIZE of 2^24', 'PROTOCOL_ERROR', HELLO, settings([setting.MAX_FRAME_SIZE, 2 ** 24])],
  ['§6.6 a client pushes', 'PROTOCOL_ERROR', HELLO, open, frame(5, flag.END_HEADERS, 1, uint32(2))],
  ['§6.7 PING of a stream', 'PROTOCOL_ERROR', HELLO, frame(6, 0, 1, Buffer.alloc(8))],
  ['§6.7 PING of 7 bytes', 'FRAME_SIZE_ERROR', HELLO, frame(6, 0, 0, Buffer.alloc(7))],
  ['§6.8 GOAWAY of a stream', 'PROTOCOL_ERROR', HELLO, frame(7, 0, 1, Buffer.alloc(8))],
  ['§6.8 GOAWAY of 7 bytes', 'FRAME_SIZE_ERROR', HELLO, frame(7, 0, 0, Buffer.alloc(7))],
  ['§6.9 WINDOW_UPDATE of 3 bytes', 'FRAME_SIZE_ERROR', HELLO, frame(8, 0, 0, Buffer.alloc(3))],
  ['§6.9 WINDOW_UPDATE of 0 for the connection', 'PROTOCOL_ERROR', HELLO, windowUpdate(0, 0)],
  ['§6.9.1 a connection window above 2^31-1', 'FLOW_CONTROL_ERROR', HELLO, windowUpdate(0, 2 ** 31 - 1)],
  [
    '§6.9.2 a stream window above 2^31-1 by SETTINGS',
    'FLOW_CONTROL_ERROR',
    HELLO,
    open,
    windowUpdate(1, 2 ** 31 - 1 - 65_535),
    settings([setting.INITIAL_WINDOW_SIZE, 65_536]),
  ],
  ['§6.10 CONTINUATION of nothing', 'PROTOCOL_ERROR', HELLO, frame(9, flag.END_HEADERS, 1, block)],
  [
    '§6.10 CONTINUATION after END_HEADERS',
    'PROTOCOL_ERROR',
    HELLO,
    open,
    frame(9, flag.END_HEADERS, 1, Buffer.alloc(0)),
  ],
  ['§6.10 a block interrupted by another frame', 'PROTOCOL_ERROR', HELLO, frame(1, 0, 1, block), ping()],
  [
    '§6.10 a block interrupted by an unknown frame',
    'PROTOCOL_ERROR',
    HELLO,
    frame(1, 0, 1, block),
    frame(77, 0, 1),
  ],
  [
    '§6.10 CONTINUATION of another stream',
    'PROTOCOL_ERROR',
    HELLO,
    frame(1, 0, 1, block),
    frame(9, flag.END_HEADERS, 3, block),
  ],
];

for (const [rule, fate, ...bytes] of FATAL) {
  test(`RFC 9113 ${rule}: the connection ends with ${fate}`, () => {
    const machine = new Machine();
    machine.send(...bytes);
    assert.equal(machine.fate, fate);
    const last = machine.frames().at(-1);
    assert.equal(last?.type, frameType.GOAWAY);
    assert.equal(last?.payload.readUInt32BE(4), errorCode[fate]);
    // Nothing that comes later is looked at.
    machine.send(ping());
    assert.deepEqual(machine.frames(), []);
  });
}

const changed = (fields: Readonly<Record<string, string | undefined>>) =>
  headers(1, callFields('/t.T/Echo', fields));

/** Faults that end one stream, by the rule that says so. */
const OF_A_STREAM: readonly (readonly [rule: string, code: keyof typeof errorCode, ...bytes: Buffer[]])[] = [
  [
    '§5.1 DATA after END_STREAM',
    'STREAM_CLOSED',
    headers(1, callFields('/t.T/Never')),
    data(1, message(''), true),
    data(1, Buffer.alloc(1)),
  ],
  [
    '§5.1 HEADERS after END_STREAM',
    'STREAM_CLOSED',
    headers(1, callFields('/t.T/Never')),
    data(1, message(''), true),
    headers(1, [['a', 'b']], flag.END_HEADERS | flag.END_STREAM),
  ],
  ['§6.3 PRIORITY of 4 bytes', 'FRAME_SIZE_ERROR', open, frame(2, 0, 1, Buffer.alloc(4))],
  ['§6.9 WINDOW_UPDATE of 0', 'PROTOCOL_ERROR', open, windowUpdate(1, 0)],
  ['§6.9.1 a window above 2^31-1', 'FLOW_CONTROL_ERROR', open, windowUpdate(1, 2 ** 31 - 1)],
  ['§8.1 trailers without END_STREAM', 'PROTOCOL_ERROR', open, headers(1, [['a', 'b']])],
  [
    '§8.1 pseudo-fields in trailers',
    'PROTOCOL_ERROR',
    open,
    headers(1, [[':path', '/x']], flag.END_HEADERS | flag.END_STREAM),
  ],
  [
    '§8.1.1 more bytes than content-length',
    'PROTOCOL_ERROR',
    changed({ 'content-length': '3' }),
    data(1, message('')),
  ],
  [
    '§8.1.1 fewer bytes than content-length',
    'PROTOCOL_ERROR',
    changed({ 'content-length': '9' }),
    data(1, message(''), true),
  ],
  ['§8.1.1 a content-length that is no number', 'PROTOCOL_ERROR', changed({ 'content-length': '+5' })],
  ['§8.2.1 upper case in a name', 'PROTOCOL_ERROR', changed({ 'X-Token': 'x' })],
  ['§8.2.1 a space in a name', 'PROTOCOL_ERROR', changed({ 'x token': 'x' })],
  ['§8.2.1 white space around a value', 'PROTOCOL_ERROR', changed({ 'x-token': ' x' })],
  ['§8.2.2 connection', 'PROTOCOL_ERROR', changed({ connection: 'close' })],
  ['§8.2.2 transfer-encoding', 'PROTOCOL_ERROR', changed({ 'transfer-encoding': 'chunked' })],
  ['§8.2.2 te with other than trailers', 'PROTOCOL_ERROR', changed({ te: 'gzip' })],
  ['§8.3 an unknown pseudo-field', 'PROTOCOL_ERROR', changed({ ':proto': 'x' })],
  ['§8.3 a pseudo-field of responses', 'PROTOCOL_ERROR', changed({ ':status': '200' })],
  [
    '§8.3 a pseudo-field after others',
    'PROTOCOL_ERROR',
    changed({ ':authority': undefined, x: 'y', ':authority ': 'z' }),
  ],
  ['§8.3.1 without :method', 'PROTOCOL_ERROR', changed({ ':method': undefined })],
  ['§8.3.1 without :scheme', 'PROTOCOL_ERROR', changed({ ':scheme': undefined })],
  ['§8.3.1 without :path', 'PROTOCOL_ERROR', changed({ ':path': undefined })],
  ['§8.3.1 an empty :path', 'PROTOCOL_ERROR', changed({ ':path': '' })],
  [
    '§8.3.1 :path twice',
    'PROTOCOL_ERROR',
    headers(1, [...callFields('/t.T/Echo').slice(0, 4), [':path', '/y']]),
  ],
];

for (const [rule, code, ...bytes] of OF_A_STREAM) {
  test(`RFC 9113 ${rule}: the stream ends with ${code}, the connection goes on`, () => {
    const machine = Machine.greeted();
    machine.send(...bytes);
    assert.equal(answerOf(machine)?.reset, errorCode[code]);
    machine.send(call(3, '/t.T/Echo', 'still here'));
    assert.deepEqual(answerOf(machine, 3)?.replies, ['still here']);
  });
}

test('RFC 9113 §8.2.1: NUL, CR and LF in a value end the stream', () => {
  for (const character of ['\0', '\r', '\n']) {
    const machine = Machine.greeted();
    const value = Buffer.from(`a${character}b`, 'latin1');
    const field = Buffer.concat([Buffer.from([0, 1]), Buffer.from('x'), Buffer.from([value.length]), value]);
    machine.send(frame(frameType.HEADERS, flag.END_HEADERS, 1, Buffer.concat([block, field])));
    assert.equal(answerOf(machine)?.reset, errorCode.PROTOCOL_ERROR);
  }
});

test('RFC 9113 §3.4: the server begins with SETTINGS, and acknowledges those of the client', () => {
  const machine = new Machine();
  const [first] = machine.frames();
  assert.equal(first?.type, frameType.SETTINGS);
  assert.equal(first?.flags, 0);
  machine.send(HELLO);
  assert.deepEqual(
    machine.frames().map(({ type, flags, payload }) => [type, flags, payload.length]),
    [[frameType.SETTINGS, flag.ACK, 0]],
  );
});

test('RFC 9113 §4.1, §5.5: unknown frames, flags and settings and the reserved bit say nothing', () => {
  const machine = Machine.greeted();
  machine.send(frame(0xfa, 0xff, 0x80000001, Buffer.from('whatever')), settings([0xff, 5], [2, 1]));
  const odd = call(1, '/t.T/Echo', 'hello');
  odd[4] = (odd[4] ?? 0) | 0x40;
  odd[5] = 0x80;
  machine.send(odd);
  assert.deepEqual(answerOf(machine)?.replies, ['hello']);
});

test('RFC 9113 §5.1: what a client sends of a stream that we have reset is ignored, but counts for the header table', () => {
  const machine = Machine.greeted();
  machine.send(open, windowUpdate(1, 0));
  assert.equal(answerOf(machine)?.reset, errorCode.PROTOCOL_ERROR);
  // Adds `x-late: 1` to the table.
  const late = Buffer.concat([
    Buffer.from([0x40, 6]),
    Buffer.from('x-late'),
    Buffer.from([1]),
    Buffer.from('1'),
  ]);
  machine.send(
    data(1, message('late')),
    frame(1, flag.END_HEADERS | flag.END_STREAM, 1, late),
    windowUpdate(1, 5),
  );
  assert.deepEqual(machine.frames(), []);
  const asked = Buffer.concat([encodeHeaders(callFields('/t.T/Who')), Buffer.from([0x80 | 62])]);
  machine.send(frame(1, flag.END_HEADERS, 3, asked), data(3, message('x-late'), true));
  assert.deepEqual(answerOf(machine, 3)?.replies, ['10.0.0.1:40112|1']);
});

test('RFC 9113 §5.1: DATA of a stream that both sides have ended is STREAM_CLOSED', () => {
  const machine = Machine.greeted();
  machine.send(done);
  machine.frames();
  machine.send(data(1, Buffer.alloc(1)));
  assert.equal(answerOf(machine)?.reset, errorCode.STREAM_CLOSED);
  assert.equal(machine.fate, undefined);
});

test('RFC 9113 §5.1.2: streams above the number that was told are REFUSED_STREAM', () => {
  const machine = Machine.greeted(undefined, { maxStreams: 2 });
  for (const id of [1, 3, 5]) machine.send(headers(id, callFields('/t.T/Chat')));
  assert.equal(answerOf(machine, 5)?.reset, errorCode.REFUSED_STREAM);
  machine.send(data(1, Buffer.alloc(0), true), call(7, '/t.T/Echo', 'room again'));
  assert.deepEqual(answerOf(machine, 7)?.replies, ['room again']);
});

test('RFC 9113 §6.1, §6.2: padding and priority are left out', () => {
  const machine = Machine.greeted();
  const padded = Buffer.concat([Buffer.from([7]), uint32(0), Buffer.from([16]), block, Buffer.alloc(7)]);
  const body = Buffer.concat([Buffer.from([3]), message('hello'), Buffer.alloc(3)]);
  machine.send(
    frame(frameType.HEADERS, flag.END_HEADERS | flag.PADDED | flag.PRIORITY, 1, padded),
    frame(frameType.DATA, flag.END_STREAM | flag.PADDED, 1, body),
  );
  assert.deepEqual(answerOf(machine)?.replies, ['hello']);
});

test('RFC 9113 §6.7: a PING is answered with the same bytes, an answer to one with nothing', () => {
  const machine = Machine.greeted();
  machine.send(ping('abcdefgh'), frame(frameType.PING, flag.ACK, 0, Buffer.from('abcdefgh')));
  const frames = machine.frames();
  assert.deepEqual(
    frames.map(({ type, flags, payload }) => [type, flags, payload.toString()]),
    [[frameType.PING, flag.ACK, 'abcdefgh']],
  );
});

test('RFC 9113 §6.8: who leaves takes no new streams and finishes those that are open', () => {
  const machine = Machine.greeted();
  machine.send(headers(1, callFields('/t.T/Never')), data(1, message(''), true)).leave();
  const [goAway] = machine.frames();
  assert.deepEqual(
    [goAway?.type, goAway?.payload.readUInt32BE(0), goAway?.payload.readUInt32BE(4)],
    [7, 1, 0],
  );
  machine.send(call(3, '/t.T/Echo'));
  assert.equal(answerOf(machine, 3)?.reset, errorCode.REFUSED_STREAM);
  assert.equal(machine.connection.openCalls, 1);
  // A client that leaves says so, too, and is answered all the same.
  machine.send(frame(frameType.GOAWAY, 0, 0, Buffer.alloc(8)));
  assert.equal(machine.fate, undefined);
});

test('RFC 9113 §6.10: a block in many parts is one, wherever it is cut', () => {
  for (let cut = 0; cut <= block.length; cut += 1) {
    const machine = Machine.greeted();
    machine.send(
      frame(frameType.HEADERS, 0, 1, block.subarray(0, cut)),
      frame(frameType.CONTINUATION, 0, 1),
      frame(frameType.CONTINUATION, flag.END_HEADERS, 1, block.subarray(cut)),
      data(1, message('hello'), true),
    );
    assert.deepEqual(answerOf(machine)?.replies, ['hello']);
  }
});

test('RFC 9113 §8.1: trailers end a request as END_STREAM on DATA does', () => {
  const machine = Machine.greeted();
  const trailers = headers(1, [['x-sum', '1']], flag.END_HEADERS | flag.END_STREAM);
  machine.send(headers(1, callFields('/t.T/Echo')), data(1, message('hello')), trailers);
  assert.deepEqual(answerOf(machine)?.replies, ['hello']);
});

test('RFC 9113 §8.1: a client that still sends after our answer is told that nobody reads on', () => {
  const machine = Machine.greeted();
  machine.send(headers(1, callFields('/t.T/Nope')), data(1, message('part')));
  const answer = answerOf(machine);
  assert.deepEqual([answer?.status, answer?.ended, answer?.reset], ['12', true, errorCode.NO_ERROR]);
});

test('RFC 7541 §4.2: a client without a header table is told that we use none', () => {
  const machine = Machine.greeted();
  machine.send(settings([setting.HEADER_TABLE_SIZE, 0]), call(1, '/t.T/Echo'), call(3, '/t.T/Echo'));
  const blocks = machine.frames().filter((one) => one.type === frameType.HEADERS);
  assert.deepEqual(
    blocks.map((one) => one.payload[0] === 0x20),
    [true, false, false, false],
  );
});

test('bytes are the same in one piece and in any two', () => {
  const bytes = Buffer.concat([
    HELLO,
    call(1, '/t.T/Echo', 'one'),
    headers(3, callFields('/t.T/Chat')),
    data(3, message('two')),
    ping(),
    call(5, '/t.T/Fail', 'x'),
    data(3, message('three'), true),
  ]);
  const whole = new Machine();
  whole.send(bytes);
  const expected = whole.frames();
  assert.equal(expected.filter((one) => one.type === frameType.DATA).length, 3);
  for (let cut = 1; cut < bytes.length; cut += 1) {
    const machine = new Machine();
    machine.send(bytes.subarray(0, cut)).send(bytes.subarray(cut));
    assert.deepEqual(machine.frames(), expected, `cut at ${cut}`);
  }
  const drop = new Machine();
  for (const byte of bytes) drop.send(Buffer.from([byte]));
  assert.deepEqual(drop.frames(), expected);
  assert.deepEqual(framesIn(Buffer.alloc(0)), []);
});
