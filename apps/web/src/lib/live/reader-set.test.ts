import assert from 'node:assert/strict';
import test from 'node:test';
import type { LiveEvent } from '@cynosure/shared/console/events.ts';
import { type LiveReader, ReaderSet } from './reader-set.ts';

const event: LiveEvent = { event: 'beat', data: { position: '1', at: 1 } };

function aReader(since: string | undefined, topics = ['overview']) {
  const seen: (string | undefined)[] = [];
  let resyncs = 0;
  const reader: LiveReader = {
    topics,
    since,
    onEvent: (_event, position) => seen.push(position),
    onResync: async () => {
      resyncs += 1;
    },
  };
  return { reader, seen, resyncs: () => resyncs };
}

test('a part gets only what is newer than what it has read', () => {
  const set = new ReaderSet();
  const { reader, seen } = aReader('100');
  set.add(reader);
  for (const position of ['99', '100', '101', undefined]) set.hand(event, position);
  assert.deepEqual(seen, ['101', undefined]);
});

test('what comes while a part is reading waits, and follows once its answer is there', () => {
  const set = new ReaderSet();
  const { reader, seen } = aReader(undefined);
  set.add(reader);
  for (const position of ['9', '10', '11']) set.hand(event, position);
  assert.deepEqual(seen, []);
  reader.since = '10';
  set.caughtUp(reader);
  assert.deepEqual(seen, ['11']);
  set.hand(event, '12');
  assert.deepEqual(seen, ['11', '12']);
});

test('a part that was away for too many events reads again instead of guessing', () => {
  const set = new ReaderSet();
  const { reader, seen, resyncs } = aReader(undefined);
  set.add(reader);
  for (let position = 1; position <= 1_200; position += 1) set.hand(event, String(position));
  reader.since = '5';
  set.caughtUp(reader);
  assert.deepEqual([seen.length, resyncs()], [0, 1]);
});

test('only the parts that follow a lost topic read again, all of them where none is named', async () => {
  const set = new ReaderSet();
  const [overview, host] = [aReader('1'), aReader('7', ['host:10.5.0.7', 'overview'])];
  set.add(overview.reader);
  set.add(host.reader);
  assert.deepEqual(set.topics(), ['host:10.5.0.7', 'overview']);
  assert.equal(set.since(), '1');
  await set.resync(['host:10.5.0.7']);
  assert.deepEqual([overview.resyncs(), host.resyncs()], [0, 1]);
  await set.resync([]);
  assert.deepEqual([overview.resyncs(), host.resyncs()], [1, 2]);
});
