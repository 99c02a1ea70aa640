import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  call,
  callFields,
  data,
  frame,
  HELLO,
  headers,
  message,
  settings,
  windowUpdate,
} from '../testing/frames.ts';
import { longBody, Machine } from '../testing/machine.ts';
import { flag, frameType, setting } from './frame.ts';

/** Bytes of DATA that a machine has said since the last time. */
const dataBytes = (machine: Machine, streamId?: number): number =>
  machine
    .frames()
    .filter((one) => one.type === frameType.DATA && (streamId === undefined || one.streamId === streamId))
    .reduce((sum, one) => sum + one.payload.length, 0);

const increments = (machine: Machine): [streamId: number, increment: number][] =>
  machine
    .frames()
    .filter((one) => one.type === frameType.WINDOW_UPDATE)
    .map((one) => [one.streamId, one.payload.readUInt32BE()]);

test('RFC 9113 §6.9: an answer goes out as far as the windows of stream and connection allow', () => {
  const machine = Machine.greeted();
  machine.send(call(1, '/t.T/Large', '100000'));
  assert.equal(dataBytes(machine), 65_535);
  machine.send(windowUpdate(1, 1_000_000));
  assert.equal(dataBytes(machine), 0, 'the connection has no window left');
  machine.send(windowUpdate(0, 10));
  assert.equal(dataBytes(machine), 10);
  machine.send(windowUpdate(0, 1_000_000));
  const frames = machine.frames();
  const body = frames
    .filter((one) => one.type === frameType.DATA)
    .reduce((sum, one) => sum + one.payload.length, 0);
  assert.equal(body, 100_005 - 65_545);
  const last = frames.at(-1);
  assert.deepEqual([last?.type, last?.flags], [frameType.HEADERS, flag.END_HEADERS | flag.END_STREAM]);
});

/** What a message of two pieces has to look like on the wire, without frames. */
const longMessage = (length: number): Buffer => {
  const content = Buffer.concat([Buffer.from(String(length)), longBody(length)]);
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(content.length, 1);
  return Buffer.concat([prefix, content]);
};

const dataOf = (machine: Machine): Buffer =>
  Buffer.concat(
    machine
      .frames()
      .filter((one) => one.type === frameType.DATA)
      .map((one) => one.payload),
  );

test('an answer in two pieces arrives as one message, wherever windows cut it', () => {
  for (const length of [0, 1, 2_047, 2_048, 16_370, 16_384, 100_000]) {
    const whole = Machine.greeted();
    whole.send(windowUpdate(0, 1_000_000), settings([setting.INITIAL_WINDOW_SIZE, 1_000_000]));
    assert.deepEqual(dataOf(whole.send(call(1, '/t.T/Long', String(length)))), longMessage(length));
  }
  for (const step of [1, 3, 7, 4_000, 70_000]) {
    const length = step < 100 ? 40 : 100_000;
    const machine = Machine.greeted();
    machine.send(windowUpdate(0, 1_000_000), settings([setting.INITIAL_WINDOW_SIZE, 0]));
    machine.send(call(1, '/t.T/Long', String(length)));
    const parts: Buffer[] = [];
    for (let sent = 0; sent < longMessage(length).length; sent += step)
      parts.push(dataOf(machine.send(windowUpdate(1, step))));
    assert.deepEqual(Buffer.concat(parts), longMessage(length));
    assert.equal(machine.connection.heldBytes, 0);
  }
});

test('RFC 9113 §4.2: no frame of ours is larger than the client allows', () => {
  const large = (...more: Buffer[]) => {
    const machine = new Machine().send(HELLO, ...more, windowUpdate(0, 10_000_000));
    machine.send(
      headers(1, callFields('/t.T/Large')),
      windowUpdate(1, 10_000_000),
      data(1, message('200000'), true),
    );
    return Math.max(...machine.frames().map((one) => one.payload.length));
  };
  assert.equal(large(), 16_384);
  assert.equal(large(settings([setting.MAX_FRAME_SIZE, 40_000])), 40_000);
});

test('RFC 9113 §6.9.2: a new initial window changes streams that are open, also to below zero', () => {
  const machine = Machine.greeted();
  machine.send(windowUpdate(0, 1_000_000), call(1, '/t.T/Large', '100000'));
  assert.equal(dataBytes(machine), 65_535);
  machine.send(settings([setting.INITIAL_WINDOW_SIZE, 0]));
  machine.send(windowUpdate(1, 65_535));
  assert.equal(dataBytes(machine), 0, 'the window is back at 0');
  machine.send(windowUpdate(1, 1));
  assert.equal(dataBytes(machine), 1);
  machine.send(settings([setting.INITIAL_WINDOW_SIZE, 100_000]));
  assert.equal(dataBytes(machine), 100_005 - 65_536);
});

test('a client without windows is answered once it has some, one answer of a stream after the other', () => {
  const machine = new Machine();
  machine.send(HELLO, settings([setting.INITIAL_WINDOW_SIZE, 0]));
  machine.send(
    headers(1, callFields('/t.T/LargeChat')),
    data(1, Buffer.concat([message('10'), message('20')])),
  );
  assert.equal(dataBytes(machine), 0);
  assert.equal(machine.connection.heldBytes > 0, true);
  machine.send(windowUpdate(1, 15));
  assert.equal(dataBytes(machine), 15);
  machine.send(windowUpdate(1, 25));
  assert.equal(dataBytes(machine), 25);
  machine.send(data(1, Buffer.alloc(0), true));
  assert.equal(machine.frames().at(-1)?.flags, flag.END_HEADERS | flag.END_STREAM);
  assert.equal(machine.connection.heldBytes, 0);
});

test('a stream that waits for its window keeps no other waiting', () => {
  const machine = Machine.greeted();
  machine.send(windowUpdate(0, 1_000_000), call(1, '/t.T/Large', '100000'));
  assert.equal(dataBytes(machine, 1), 65_535);
  machine.send(call(3, '/t.T/Large', '100'));
  assert.equal(dataBytes(machine, 3), 105);
});

test('RFC 9113 §6.9: a client may send on after half of a window was taken, and a large message arrives', () => {
  const machine = Machine.greeted(undefined, { streamWindow: 65_536, connectionWindow: 131_072 });
  machine.send(headers(1, callFields('/t.T/Echo')));
  const body = message('x'.repeat(300_000));
  const told = new Map<number, number>();
  for (let at = 0; at < body.length; at += 16_384) {
    machine.send(data(1, body.subarray(at, at + 16_384), at + 16_384 >= body.length));
    for (const [id, increment] of increments(machine)) told.set(id, (told.get(id) ?? 0) + increment);
  }
  assert.equal(machine.fate, undefined);
  assert.ok((told.get(1) ?? 0) >= 300_000 - 65_536);
  assert.ok((told.get(0) ?? 0) >= 300_000 - 131_072);
});

test('RFC 9113 §6.9.1: more DATA than a window ends the stream, or the connection', () => {
  const limits = { streamWindow: 65_536, connectionWindow: 70_000 };
  const fill = (machine: Machine, id: number, bytes: number) => {
    for (let left = bytes; left > 0; left -= 16_384)
      machine.send(data(id, Buffer.alloc(Math.min(left, 16_384), 'x')));
  };
  // A stream that is busy gives no new window; its first message is never answered.
  const never = {
    kind: 'stream',
    open: () => ({ answer: () => new Promise<Uint8Array>(() => {}) }),
  } as const;
  const ofStream = Machine.greeted({ '/t.T/Chat': never }, { ...limits, connectionWindow: 1_000_000 });
  ofStream.send(headers(1, callFields('/t.T/Chat')), data(1, message('')));
  fill(ofStream, 1, 65_537);
  const resets = ofStream.frames().filter((one) => one.type === frameType.RST_STREAM);
  assert.deepEqual(
    resets.map((one) => one.payload.readUInt32BE()),
    [3],
  );
  const ofAll = Machine.greeted(
    { '/t.T/Chat': never },
    { ...limits, connectionWindow: 20_000, streamWindow: 65_536 },
  );
  ofAll.send(headers(1, callFields('/t.T/Chat')), data(1, message('')));
  // One burst, before any window could be told.
  ofAll.send(frame(frameType.DATA, 0, 1, Buffer.alloc(9_000)));
  assert.equal(ofAll.fate, undefined);
  ofAll.send(frame(frameType.DATA, 0, 1, Buffer.alloc(16_000)));
  assert.equal(ofAll.fate, 'FLOW_CONTROL_ERROR');
});

test('padding counts for the windows and is given back', () => {
  const machine = Machine.greeted(undefined, { streamWindow: 65_536, connectionWindow: 131_072 });
  machine.send(headers(1, callFields('/t.T/Chat')));
  const padded = frame(
    frameType.DATA,
    flag.PADDED,
    1,
    Buffer.concat([Buffer.from([255]), Buffer.alloc(255)]),
  );
  let told = 0;
  for (let n = 0; n < 2_000; n += 1) {
    machine.nowMs += 10;
    machine.send(padded);
    told += increments(machine)
      .filter(([id]) => id === 1)
      .reduce((sum, [, one]) => sum + one, 0);
  }
  assert.equal(machine.fate, undefined);
  assert.ok(told >= 2_000 * 256 - 65_536);
});

test('a machine stops taking bytes while nobody empties its output', () => {
  const machine = Machine.greeted(undefined, { maxOutputBytes: 20_000 });
  machine.send(settings([setting.INITIAL_WINDOW_SIZE, 2 ** 30]), windowUpdate(0, 2 ** 30));
  machine.frames();
  const calls = Buffer.concat([1, 3, 5, 7, 9].map((id) => call(id, '/t.T/Large', '15000')));
  const before = machine.said;
  const taken = machine.connection.receive(calls, machine.nowMs);
  assert.ok(taken > 0 && taken < calls.length, `${taken} of ${calls.length}`);
  machine.connection.pump();
  assert.equal(machine.connection.receive(calls.subarray(taken), machine.nowMs), 0);
  machine.send(calls.subarray(taken));
  assert.equal(dataBytes(machine), 5 * 15_005);
  assert.ok(machine.said > before);
});
