import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { UnknownBeats } from './unknown-beats.ts';

test('four beats of an unknown instance are accepted, whatever its id, and ten minutes later four more', () => {
  const beats = new UnknownBeats();
  for (const id of ['a', 'x'.repeat(1_000_000)]) {
    const accepted = (at: number) => [1, 2, 3, 4, 5].map(() => beats.accept(id, at));
    assert.deepEqual(accepted(1000), [true, true, true, true, false]);
    assert.deepEqual(accepted(600_999), [false, false, false, false, false]);
    assert.equal(beats.lastBeat(id), 600_999);
    assert.deepEqual(accepted(1_200_999), [true, true, true, true, false]);
    beats.forget(id);
    assert.equal(beats.lastBeat(id), undefined);
  }
  assert.equal(beats.size, 0);
});

test('endless ids of many instances take little memory', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const held = () => {
    collect();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const beats = new UnknownBeats();
  const megabyte = 'x'.repeat(1_000_000);
  const before = held();
  // Texts of their own, as they come from the wire.
  for (let n = 0; n < 100; n += 1) beats.accept(Buffer.from(`${n} ${megabyte}`).toString('latin1'), 0);
  assert.equal(beats.size, 100);
  assert.ok(held() - before < 10_000_000);
});
