import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hashOf } from '../registry/tables/id-index.ts';
import { Ring, spread } from './ring.ts';

const KEYS = Array.from({ length: 20_000 }, (_, at) => spread(hashOf(Buffer.from(`instance-${at}`))));
const owners = (names: readonly string[]): string[] => {
  const ring = new Ring(names);
  return KEYS.map((key) => names[ring.ownerOf(key)] ?? '');
};

test('every node has about its share, whatever order the names come in', () => {
  const counts = Map.groupBy(owners(['a', 'b', 'c', 'd']), (name) => name);
  for (const [name, { length }] of counts) {
    assert.ok(length > KEYS.length * 0.15 && length < KEYS.length * 0.35, `${name} has ${length}`);
  }
  assert.equal(counts.size, 4);
  assert.deepEqual(owners(['d', 'b', 'a', 'c']), owners(['a', 'b', 'c', 'd']));
});

test('a node that comes takes only what is its own, and one that goes leaves the others’ where it was', () => {
  const three = owners(['a', 'b', 'c']);
  const four = owners(['a', 'b', 'c', 'd']);
  for (const [at, owner] of four.entries()) if (owner !== 'd') assert.equal(owner, three[at]);
  const moved = four.filter((owner) => owner === 'd').length;
  assert.ok(moved > KEYS.length * 0.1, `${moved} moved`);
});

test('an empty ring gives nothing to anybody', () => {
  assert.equal(new Ring([]).ownerOf(7), -1);
});
