import assert from 'node:assert/strict';
import test from 'node:test';
import type { Change } from '@cynosure/shared/console/operation.ts';
import { changedSince, groupChanges, realChanges } from './groups.ts';

const change = (id: string, path: string, before: unknown, after: unknown): Change => ({
  target: { kind: 'instance', id, label: id },
  path,
  before,
  after,
});

test('things with the same changes are one group, the larger groups first', () => {
  const groups = groupChanges([
    change('c', '/weight', 100, 50),
    change('a', '/weight', 100, 20),
    change('a', '/ttlSeconds', 5, 10),
    change('b', '/ttlSeconds', 5, 10),
    change('b', '/weight', 100, 20),
  ]);
  assert.deepEqual(
    groups.map((group) => [group.things.map(({ id }) => id), group.changes.map(({ path }) => path)]),
    [
      [
        ['a', 'b'],
        ['/ttlSeconds', '/weight'],
      ],
      [['c'], ['/weight']],
    ],
  );
});

test('what was already so is not shown as changed', () => {
  assert.deepEqual(realChanges([change('a', '/isolated', 4, 4), change('b', '/isolated', 0, 1)]), [
    change('b', '/isolated', 0, 1),
  ]);
});

test('a value set again to the same is no change since', () => {
  const by = { id: 'u', name: 'ci-deploy', via: 'http' as const };
  const same = { ...change('a', '/weight', 100, 20), since: { value: 20, by, at: 1 } };
  const other = { ...change('b', '/weight', 100, 20), since: { value: 50, by, at: 1 } };
  assert.deepEqual(changedSince([same, other, change('c', '/weight', 1, 2)]), [other]);
});
