import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeFrame, encodeFrame, type Frame } from './frame.ts';

const KEY = Buffer.alloc(32, 7);
const frame: Frame = {
  from: 'node-a',
  to: 'node-b',
  sequence: 41,
  beats: [
    { id: Buffer.from('i-1'), ageMs: 12 },
    { id: Buffer.from('实例'), ageMs: 0 },
  ],
};

test('a frame comes back as it was sent, also an empty one', () => {
  assert.deepEqual(decodeFrame(encodeFrame(frame, KEY), KEY), frame);
  const empty = { ...frame, beats: [] };
  assert.deepEqual(decodeFrame(encodeFrame(empty, KEY), KEY), empty);
});

test('what was made under another key, changed on its way or cut off is no frame', () => {
  const bytes = encodeFrame(frame, KEY);
  assert.equal(decodeFrame(bytes, Buffer.alloc(32, 8)), null);
  for (let at = 0; at < bytes.length; at += 1) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    assert.equal(decodeFrame(changed, KEY), null, `byte ${at}`);
    assert.equal(decodeFrame(bytes.subarray(0, at), KEY), null, `the first ${at} bytes`);
  }
});
