import assert from 'node:assert/strict';
import { test } from 'node:test';
import { flag, frameType } from '../http2/frame.ts';
import {
  call,
  callFields,
  data,
  headers,
  message,
  reset,
  settings,
  windowUpdate,
} from '../testing/frames.ts';
import { Answers, answerOf, ECHO, Machine } from '../testing/machine.ts';
import type { CallContext, Handlers } from './handlers.ts';
import { timeoutMs } from './timeout.ts';

const asked = (path: string, changed: Record<string, string | undefined> = {}, body = message('x')) => {
  const machine = Machine.greeted();
  machine.send(headers(1, callFields(path, changed)), data(1, body, true));
  return answerOf(machine);
};

test('a call is answered with headers, its message and status 0', () => {
  const answer = asked('/t.T/Echo');
  assert.deepEqual(answer, {
    status: '0',
    details: '',
    httpStatus: '200',
    replies: ['x'],
    reset: undefined,
    ended: true,
  });
});

test('an answer that comes later is sent when it is delivered', async () => {
  const machine = Machine.greeted();
  machine.send(call(1, '/t.T/Later', 'one'), call(3, '/t.T/Later', 'two'));
  assert.deepEqual(machine.frames(), []);
  await machine.deliver();
  const answers = new Answers().of(machine.frames());
  assert.deepEqual([answers.get(1)?.replies, answers.get(3)?.replies], [['one'], ['two']]);
  assert.equal(machine.connection.openCalls, 0);
});

test('a failure is one block of headers, with its sentence percent-encoded', () => {
  const answer = asked('/t.T/Fail');
  assert.deepEqual([answer?.status, answer?.details, answer?.replies], ['13', '100 % wrong: ü', []]);
  const machine = Machine.greeted();
  machine.send(call(1, '/t.T/Fail'));
  const frames = machine.frames();
  assert.deepEqual(
    frames.map(({ type, flags }) => [type, flags]),
    [[frameType.HEADERS, flag.END_HEADERS | flag.END_STREAM]],
  );
  assert.ok(frames[0]?.payload.includes('100 %25 wrong: %C3%BC'));
});

test('a bug is INTERNAL and told once', () => {
  const machine = Machine.greeted();
  machine.send(call(1, '/t.T/Bug'));
  assert.equal(answerOf(machine)?.status, '13');
  assert.equal(machine.bugs.length, 1);
});

test('a call that cannot be served says why by the contract’s status', () => {
  const cases: [path: string, changed: Record<string, string | undefined>, status: string, http: string][] = [
    ['/t.T/Nope', {}, '12', '200'],
    ['/constructor', {}, '12', '200'],
    ['/t.T/Echo', { 'grpc-encoding': 'gzip' }, '12', '200'],
    ['/t.T/Echo', { 'grpc-encoding': 'identity' }, '0', '200'],
    ['/t.T/Echo', { 'content-type': 'application/grpc+proto' }, '0', '200'],
    ['/t.T/Echo', { 'content-type': 'application/json' }, '3', '415'],
    ['/t.T/Echo', { 'content-type': undefined }, '3', '415'],
    ['/t.T/Echo', { ':method': 'GET' }, '13', '405'],
    ['/t.T/Echo', { 'grpc-timeout': 'soon' }, '13', '200'],
    ['/t.T/Echo', { 'grpc-timeout': '123456789S' }, '13', '200'],
    ['/t.T/Echo', { 'grpc-timeout': '99999999H' }, '0', '200'],
    ['/t.T/Echo', { 'x-large': 'x'.repeat(16_300) }, '8', '431'],
  ];
  for (const [path, changed, status, http] of cases) {
    const answer = asked(path, changed);
    assert.deepEqual(
      [answer?.status, answer?.httpStatus],
      [status, http],
      JSON.stringify([path, changed]).slice(0, 99),
    );
  }
});

test('a unary call has one message: none, two, a part of one or a compressed one fail', () => {
  const status = (body: Buffer) => asked('/t.T/Echo', {}, body)?.status;
  assert.equal(status(Buffer.alloc(0)), '12');
  assert.equal(status(Buffer.concat([message('a'), message('b')])), '12');
  assert.equal(status(message('abc').subarray(0, 7)), '13');
  assert.equal(status(message('abc').subarray(0, 3)), '13');
  assert.equal(status(message('abc', 1)), '13');
  assert.equal(status(message('abc', 2)), '13');
  const none = Machine.greeted();
  none.send(headers(1, callFields('/t.T/Echo'), flag.END_HEADERS | flag.END_STREAM));
  assert.equal(answerOf(none)?.status, '12');
});

test('a message that is too large is refused by its length, before its bytes are there', () => {
  const machine = Machine.greeted(undefined, { maxMessageBytes: 1_000 });
  machine.send(headers(1, callFields('/t.T/Echo')), data(1, message('x'.repeat(1_001)).subarray(0, 5)));
  const answer = answerOf(machine);
  assert.deepEqual([answer?.status, answer?.reset], ['8', 0]);
  machine.send(call(3, '/t.T/Echo', 'x'.repeat(1_000)));
  assert.equal(answerOf(machine, 3)?.status, '0');
});

test('a length is a claim: 4 MiB claimed a thousand times cost nothing', () => {
  const machine = Machine.greeted();
  const claim = Buffer.concat([message(Buffer.alloc(4 << 20)).subarray(0, 5), Buffer.from('x')]);
  for (let n = 0; n < 1_000; n += 1)
    machine.send(headers(2 * n + 1, callFields('/t.T/Echo')), data(2 * n + 1, claim));
  assert.equal(machine.connection.openCalls, 1_000);
  assert.ok(machine.connection.heldBytes < 2_000_000);
});

test('what one connection keeps has an end: calls beyond it are RESOURCE_EXHAUSTED, and others go on', () => {
  const machine = Machine.greeted(undefined, { maxHeldBytes: 100_000 });
  const half = message('x'.repeat(80_000)).subarray(0, 40_000);
  for (const id of [1, 3, 5]) {
    machine.send(headers(id, callFields('/t.T/Echo')));
    for (let at = 0; at < half.length; at += 10_000) machine.send(data(id, half.subarray(at, at + 10_000)));
  }
  const answers = new Answers().of(machine.frames());
  const failed = [1, 3, 5].filter((id) => answers.get(id)?.status === '8');
  assert.ok(failed.length > 0 && failed.length < 3, failed.join());
  assert.ok(machine.connection.heldBytes <= 100_000);
  for (const id of [1, 3, 5]) machine.send(reset(id));
  assert.equal(machine.connection.heldBytes, 0);
  machine.send(call(7, '/t.T/Echo', 'fine'));
  assert.deepEqual(answerOf(machine, 7)?.replies, ['fine']);
});

test('answers that nobody takes count, too', () => {
  const machine = Machine.greeted(undefined, { maxHeldBytes: 100_000 });
  machine.send(settings([4, 0]));
  for (const id of [1, 3]) machine.send(call(id, '/t.T/Large', '60000'));
  machine.send(call(5, '/t.T/Echo', 'x'));
  assert.equal(answerOf(machine, 5)?.status, '8');
  for (const id of [1, 3]) machine.send(reset(id));
  assert.equal(machine.connection.heldBytes, 0);
});

test('metadata: the first value of a key, and -bin keys decoded', () => {
  const who = (key: string, changed: Record<string, string>) =>
    asked('/t.T/Who', changed, message(key))?.replies;
  assert.deepEqual(who('x-token', { 'x-token': 'secret' }), ['10.0.0.1:40112|secret']);
  assert.deepEqual(who('x-token', {}), ['10.0.0.1:40112|none']);
  assert.deepEqual(who('x-id-bin', { 'x-id-bin': Buffer.from('geheim').toString('base64') }), [
    '10.0.0.1:40112|geheim',
  ]);
  assert.deepEqual(who('x-id-bin', { 'x-id-bin': 'YQ,Yg' }), ['10.0.0.1:40112|a']);
  const machine = Machine.greeted();
  machine.send(
    headers(1, [...callFields('/t.T/Who'), ['k', 'one'], ['k', 'two']]),
    data(1, message('k'), true),
  );
  assert.deepEqual(answerOf(machine)?.replies, ['10.0.0.1:40112|one']);
});

test('timeouts in all units, and nothing else', () => {
  assert.deepEqual(
    ['1H', '2M', '3S', '4m', '5u', '6n', '0S'].map(timeoutMs),
    [3_600_000, 120_000, 3_000, 4, 0.005, 6e-6, 0],
  );
  for (const text of ['', 'S', '1', '1s', '-1S', '1.5S', ' 1S', '123456789n'])
    assert.equal(timeoutMs(text), undefined);
});

test('a call whose deadline passes is DEADLINE_EXCEEDED; its answer is dropped when it comes', async () => {
  const machine = Machine.greeted();
  machine.send(
    headers(1, callFields('/t.T/Later', { 'grpc-timeout': '1500m' })),
    data(1, message('x'), true),
  );
  machine.send(headers(3, callFields('/t.T/Chat', { 'grpc-timeout': '1500m' })), data(3, message('x')));
  machine.frames();
  machine.pass(1_000);
  assert.deepEqual(machine.frames(), []);
  machine.pass(1_000);
  const answers = new Answers().of(machine.frames());
  assert.deepEqual([answers.get(1)?.status, answers.get(3)?.status], ['4', '4']);
  await machine.deliver();
  assert.deepEqual(machine.frames(), []);
  assert.equal(machine.connection.openCalls, 0);
});

test('a stream answers each message in its order, wherever the bytes are cut', async () => {
  for (const path of ['/t.T/Chat', '/t.T/SlowChat']) {
    const bytes = Buffer.concat(['a', '', 'ccc', 'd'.repeat(3_000), 'e'].map((text) => message(text)));
    for (const step of [1, 7, bytes.length]) {
      const machine = Machine.greeted();
      machine.send(headers(1, callFields(path)));
      for (let at = 0; at < bytes.length; at += step) {
        machine.nowMs += 10;
        machine.send(data(1, bytes.subarray(at, at + step)));
      }
      machine.send(data(1, Buffer.alloc(0), true));
      for (let turn = 0; turn < 6; turn += 1) await machine.deliver();
      const answer = answerOf(machine);
      assert.deepEqual(
        [answer?.replies, answer?.status],
        [['a', '', 'ccc', 'd'.repeat(3_000), 'e'], '0'],
        path,
      );
      assert.equal(machine.connection.heldBytes, 0);
    }
  }
});

test('a busy stream gives its client no new window until the reply is out', async () => {
  const machine = Machine.greeted(undefined, { streamWindow: 65_536 });
  machine.send(headers(1, callFields('/t.T/SlowChat')));
  for (let n = 0; n < 4; n += 1) machine.send(data(1, message('x'.repeat(16_000))));
  const told = () =>
    machine.frames().filter((one) => one.type === frameType.WINDOW_UPDATE && one.streamId === 1).length;
  assert.equal(told(), 0);
  for (let turn = 0; turn < 5; turn += 1) await machine.deliver();
  assert.equal(told(), 1);
});

test('a stream without messages ends with OK, one that is cut off is INTERNAL', () => {
  assert.deepEqual(asked('/t.T/Chat', {}, Buffer.alloc(0))?.status, '0');
  assert.deepEqual(asked('/t.T/Chat', {}, message('abc').subarray(0, 6))?.status, '13');
  const empty = Machine.greeted();
  empty.send(headers(1, callFields('/t.T/Chat'), flag.END_HEADERS | flag.END_STREAM));
  assert.equal(answerOf(empty)?.status, '0');
});

test('who leaves ends idle streams with OK and busy ones after their reply', async () => {
  const machine = Machine.greeted();
  machine.send(
    headers(1, callFields('/t.T/Chat')),
    headers(3, callFields('/t.T/SlowChat')),
    data(3, message('x')),
  );
  machine.leave();
  const answers = new Answers();
  assert.equal(answers.of(machine.frames()).get(1)?.status, '0');
  await machine.deliver();
  const late = answers.of(machine.frames()).get(3);
  assert.deepEqual([late?.replies, late?.status], [['x'], '0']);
  assert.equal(machine.connection.openCalls, 0);
});

test('a handler learns once that its call is over: answered, reset, expired, or gone with the connection', async () => {
  const over: string[] = [];
  const watch = (context: CallContext, name: string) => context.onClosed(() => over.push(name));
  const handlers: Handlers = {
    ...ECHO,
    '/t.T/Watch': {
      kind: 'unary',
      answer: (bytes, context) => {
        const name = Buffer.from(bytes).toString();
        watch(context, name);
        return name === 'answered' ? bytes : new Promise(() => {});
      },
    },
  };
  const machine = Machine.greeted(handlers);
  machine.send(call(1, '/t.T/Watch', 'answered'));
  assert.deepEqual(over, ['answered']);
  machine.send(call(3, '/t.T/Watch', 'reset'), reset(3));
  machine.send(
    headers(5, callFields('/t.T/Watch', { 'grpc-timeout': '1S' })),
    data(5, message('expired'), true),
  );
  machine.pass(2_000);
  machine.send(call(7, '/t.T/Watch', 'gone'));
  machine.connection.end();
  assert.deepEqual(over, ['answered', 'reset', 'expired', 'gone']);
});

test('a deadline that passes while an answer is half sent cuts the stream', () => {
  const machine = Machine.greeted();
  machine.send(
    headers(1, callFields('/t.T/Large', { 'grpc-timeout': '1S' })),
    data(1, message('100000'), true),
  );
  machine.frames();
  machine.pass(2_000);
  assert.equal(answerOf(machine)?.reset, 8);
  machine.send(windowUpdate(0, 1_000_000), windowUpdate(1, 1_000_000));
  assert.deepEqual(machine.frames(), []);
});
