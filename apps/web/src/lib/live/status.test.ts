import assert from 'node:assert/strict';
import test from 'node:test';
import { type LiveFacts, liveWord, retryDelayMs } from './status.ts';

const open: LiveFacts = {
  startedAt: 0,
  lastHeardAt: 1_000,
  open: true,
  polling: false,
  paused: false,
  resyncSince: undefined,
};

test('live holds for 7 s after the last sign, then it is catching up, and from 10 s on stale', () => {
  assert.equal(liveWord(open, 8_000), 'live');
  assert.equal(liveWord(open, 8_001), 'catching-up');
  assert.equal(liveWord(open, 10_999), 'catching-up');
  assert.equal(liveWord(open, 11_000), 'stale');
});

test('a connection that has never been heard is not called live, and is stale after 10 s', () => {
  const never = { ...open, lastHeardAt: undefined, open: false };
  assert.equal(liveWord(never, 100), 'catching-up');
  assert.equal(liveWord(never, 10_000), 'stale');
});

test('a re-read shows only once it takes longer than half a second', () => {
  assert.equal(liveWord({ ...open, resyncSince: 2_000 }, 2_400), 'live');
  assert.equal(liveWord({ ...open, resyncSince: 2_000 }, 2_501), 'catching-up');
});

test('polling is named as long as it works, and a pause outranks everything', () => {
  const polling = { ...open, open: false, polling: true };
  assert.equal(liveWord(polling, 6_000), 'polling');
  assert.equal(liveWord(polling, 12_000), 'stale');
  assert.equal(liveWord({ ...open, paused: true }, 60_000), 'paused');
});

test('attempts come after 1, 2, 4, 8 and then every 15 s, give or take a fifth', () => {
  assert.deepEqual(
    [0, 1, 2, 3, 4, 9].map((attempt) => retryDelayMs(attempt, 0.5)),
    [1_000, 2_000, 4_000, 8_000, 15_000, 15_000],
  );
  assert.equal(retryDelayMs(0, 0), 800);
  assert.equal(retryDelayMs(4, 1), 18_000);
});
