import assert from 'node:assert/strict';
import test from 'node:test';
import { MOST_TOPICS } from '@cynosure/shared/console/events.ts';
import { silentTabs, unionOf } from './wanted-topics.ts';

const topics = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, n) => `host:10.0.0.${from + n}`);

test('one stream follows what all tabs want, each topic once', () => {
  const others = new Map([
    ['b', { topics: ['overview', 'host:a'], heardAt: 0 }],
    ['c', { topics: ['overview', 'activity'], heardAt: 0 }],
  ]);
  assert.deepEqual(unionOf(['overview'], others), { topics: ['activity', 'host:a', 'overview'], alone: [] });
});

test('a tab for whose topics there is no room goes alone, and the next one that fits does not', () => {
  const others = new Map([
    ['big', { topics: topics(0, MOST_TOPICS - 1), heardAt: 0 }],
    ['small', { topics: ['activity'], heardAt: 0 }],
  ]);
  const own = ['overview', 'isolations'];
  const union = unionOf(own, others);
  assert.deepEqual(union.alone, ['big']);
  assert.deepEqual(union.topics, ['activity', 'isolations', 'overview']);
});

test('a tab is forgotten when it has not been heard for longer than a background timer takes', () => {
  const others = new Map([
    ['hidden', { topics: [], heardAt: 100_000 }],
    ['gone', { topics: [], heardAt: 0 }],
  ]);
  assert.deepEqual(silentTabs(others, 200_000), ['gone']);
});
