import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeHeaders } from '../hpack/encoder.ts';
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
  windowUpdate,
} from '../testing/frames.ts';
import { ECHO, Machine } from '../testing/machine.ts';
import { flag, frameType, PREFACE } from './frame.ts';

const path = '/t.T/Never';

/** Sends more and more until the connection ends; how many rounds that took. */
function roundsUntilDead(machine: Machine, most: number, round: (n: number) => Buffer): number {
  for (let n = 0; n < most; n += 1) {
    machine.send(round(n));
    machine.frames();
    if (machine.fate !== undefined) return n + 1;
  }
  return Number.POSITIVE_INFINITY;
}

test('rapid reset (CVE-2023-44487): calls that are opened and reset at once end the connection', () => {
  const machine = Machine.greeted();
  const rounds = roundsUntilDead(machine, 10_000, (n) =>
    Buffer.concat([headers(2 * n + 1, callFields(path)), reset(2 * n + 1)]),
  );
  assert.equal(machine.fate, 'ENHANCE_YOUR_CALM');
  assert.ok(rounds <= 201, `${rounds}`);
  assert.equal(machine.connection.openCalls, 0);
});

test('a client that makes us reset its streams (CVE-2025-8671) is no better off', () => {
  const machine = Machine.greeted();
  const rounds = roundsUntilDead(machine, 10_000, (n) =>
    Buffer.concat([headers(2 * n + 1, callFields(path)), windowUpdate(2 * n + 1, 0)]),
  );
  assert.equal(machine.fate, 'ENHANCE_YOUR_CALM');
  assert.ok(rounds <= 201, `${rounds}`);
});

test('a few cancelled calls each second are fine for ever', () => {
  const machine = Machine.greeted();
  const rounds = roundsUntilDead(machine, 2_000, (n) => {
    machine.nowMs += 10;
    return Buffer.concat([headers(2 * n + 1, callFields(path)), reset(2 * n + 1)]);
  });
  assert.equal(rounds, Number.POSITIVE_INFINITY);
});

test('CONTINUATION flood: endless parts of a block end the connection, whether empty or not', () => {
  for (const part of [Buffer.alloc(0), Buffer.alloc(16_384, 0x20)]) {
    const machine = Machine.greeted();
    machine.send(frame(frameType.HEADERS, 0, 1, encodeHeaders(callFields(path))));
    const rounds = roundsUntilDead(machine, 10_000, () => frame(frameType.CONTINUATION, 0, 1, part));
    assert.equal(machine.fate, 'ENHANCE_YOUR_CALM');
    assert.ok(rounds <= 9, `${rounds}`);
  }
});

test('SETTINGS, PING, PRIORITY, WINDOW_UPDATE, unknown and empty frames in floods end the connection', () => {
  const floods: Record<string, Buffer> = {
    SETTINGS: settings(),
    PING: ping(),
    'acknowledgements of SETTINGS': frame(frameType.SETTINGS, flag.ACK, 0),
    'answers to PING': frame(frameType.PING, flag.ACK, 0, Buffer.alloc(8)),
    PRIORITY: frame(frameType.PRIORITY, 0, 1, Buffer.alloc(5)),
    WINDOW_UPDATE: windowUpdate(0, 1),
    GOAWAY: frame(frameType.GOAWAY, 0, 0, Buffer.alloc(8)),
    unknown: frame(99, 0, 0),
    'empty DATA': data(1, Buffer.alloc(0)),
    'padding only': frame(frameType.DATA, flag.PADDED, 1, Buffer.from([0])),
  };
  for (const [what, flood] of Object.entries(floods)) {
    const machine = Machine.greeted();
    machine.send(headers(1, callFields('/t.T/Chat')));
    const rounds = roundsUntilDead(machine, 2_000, () => flood);
    assert.equal(machine.fate, 'ENHANCE_YOUR_CALM', what);
    assert.ok(rounds <= 201, `${what}: ${rounds}`);
  }
});

test('a client that answers each DATA with WINDOW_UPDATEs and a PING does what it should', () => {
  const machine = Machine.greeted();
  machine.send(headers(1, callFields('/t.T/Chat')));
  const rounds = roundsUntilDead(machine, 20_000, () =>
    Buffer.concat([data(1, message('x')), windowUpdate(0, 6), windowUpdate(1, 6), ping()]),
  );
  assert.equal(rounds, Number.POSITIVE_INFINITY);
});

test('windows of one byte: an answer that is drawn out frame by frame earns its client nothing', () => {
  const machine = Machine.greeted();
  machine.send(settings([4, 0]), call(1, '/t.T/Large', '100000'));
  const rounds = roundsUntilDead(machine, 10_000, () => windowUpdate(1, 1));
  assert.equal(machine.fate, 'ENHANCE_YOUR_CALM');
  assert.ok(rounds <= 201, `${rounds}`);
  assert.equal(machine.connection.heldBytes, 0);
});

test('one connection is served so many frames, then it is the turn of others, and nothing is lost', () => {
  const machine = Machine.greeted(ECHO, { maxFramesPerTurn: 10 });
  const calls = Buffer.concat(Array.from({ length: 50 }, (_, n) => call(2 * n + 1, '/t.T/Echo', 'hello')));
  const taken = machine.connection.receive(calls, machine.nowMs);
  assert.equal(taken, calls.length / 10);
  machine.send(calls.subarray(taken));
  assert.equal(machine.frames().filter((one) => one.type === frameType.DATA).length, 50);
});

test('header bomb: a small block that means megabytes ends the connection', () => {
  const machine = Machine.greeted();
  const large = Buffer.concat([Buffer.from([0x40, 1, 0x78, 0x7f, 0xa1, 0x1e]), Buffer.alloc(4_000, 'y')]);
  const bomb = Buffer.concat([encodeHeaders(callFields(path)), large, Buffer.alloc(12_000, 0x80 | 62)]);
  machine.send(frame(frameType.HEADERS, flag.END_HEADERS | flag.END_STREAM, 1, bomb));
  assert.equal(machine.fate, 'ENHANCE_YOUR_CALM');
});

test('slow headers: a preface, a frame or a block that takes for ever ends the connection', () => {
  const beginnings: Record<string, Buffer> = {
    nothing: Buffer.alloc(0),
    'a part of the preface': PREFACE.subarray(0, 10),
    'a part of a frame': Buffer.concat([HELLO, call(1, path).subarray(0, 20)]),
    'a part of a block': Buffer.concat([
      HELLO,
      frame(frameType.HEADERS, 0, 1, encodeHeaders(callFields(path))),
    ]),
  };
  for (const [what, beginning] of Object.entries(beginnings)) {
    const machine = new Machine();
    machine.send(beginning);
    machine.pass(9_000);
    assert.equal(machine.fate, undefined, what);
    machine.pass(2_000);
    assert.equal(machine.fate, 'ENHANCE_YOUR_CALM', what);
  }
});

test('slow headers, a byte every second, end the connection as well', () => {
  const machine = Machine.greeted();
  const bytes = call(1, path);
  for (let at = 0; at < 20 && machine.fate === undefined; at += 1) {
    machine.send(bytes.subarray(at, at + 1));
    machine.pass(1_000);
  }
  assert.equal(machine.fate, 'ENHANCE_YOUR_CALM');
});

test('a busy client whose bytes always end within a frame is not slow', () => {
  const machine = Machine.greeted();
  const calls = Buffer.concat(Array.from({ length: 300 }, (_, n) => call(2 * n + 1, '/t.T/Echo', 'hello')));
  const step = Math.floor(calls.length / 60);
  for (let at = 0; at < calls.length; at += step) machine.send(calls.subarray(at, at + step)).pass(1_000);
  assert.equal(machine.fate, undefined);
  assert.equal(machine.frames().filter((one) => one.type === frameType.DATA).length, 300);
});

test('zero window: a client that takes no answers is let go after a minute, and nothing is kept', () => {
  const machine = Machine.greeted();
  machine.send(settings([4, 0]), call(1, '/t.T/Large', '100000'));
  for (let second = 0; second < 59; second += 1) machine.send(ping()).pass(1_000);
  assert.equal(machine.fate, undefined);
  for (let second = 0; second < 3; second += 1) machine.send(ping()).pass(1_000);
  assert.equal(machine.fate, 'ENHANCE_YOUR_CALM');
  assert.equal(machine.connection.heldBytes, 0);
});

test('a slow reader that takes some bytes a minute is none', () => {
  const machine = Machine.greeted();
  machine.send(settings([4, 0]), call(1, '/t.T/Large', '100000'));
  for (let second = 0; second < 300; second += 1) {
    machine.send(second % 30 === 0 ? windowUpdate(1, 10) : ping());
    machine.pass(1_000);
  }
  assert.equal(machine.fate, undefined);
});

test('a silent peer is asked for a sign of life, and let go when none comes', () => {
  const alive = Machine.greeted();
  for (let minute = 0; minute < 10; minute += 1) {
    alive.pass(31_000);
    const asked = alive.frames().find((one) => one.type === frameType.PING);
    assert.ok(asked);
    alive.send(frame(frameType.PING, flag.ACK, 0, asked.payload));
  }
  assert.equal(alive.fate, undefined);
  const dead = Machine.greeted();
  dead.pass(43_000);
  assert.equal(dead.fate, 'NO_ERROR');
});
