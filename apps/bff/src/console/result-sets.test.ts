import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '../testing/fake-clock.ts';
import { rightsAs } from '../testing/testing-rights.ts';
import { ResultSets } from './result-sets.ts';

function opened() {
  const clock = new FakeClock();
  const sets = new ResultSets(clock);
  const rows = { kind: 'services' as const, names: ['a'] };
  const add = (session = 's', some = rows) =>
    sets.add({
      session,
      stamp: rightsAs('viewer').stamp,
      position: 1,
      queryText: '',
      rows: some,
      again: () => some,
    }).id;
  return { clock, sets, add };
}

test('a result set is kept 60 s after its last use', () => {
  const { clock, sets, add } = opened();
  const id = add();
  clock.advance(59_999);
  assert.equal(sets.use(id)?.length, 1);
  clock.advance(59_999);
  assert.equal(sets.use(id)?.length, 1);
  clock.advance(60_000);
  assert.equal(sets.use(id), undefined);
  assert.equal(sets.use('rs_never'), undefined);
});

test('a session keeps eight, and the one that was used longest ago goes first', () => {
  const { sets, add } = opened();
  const ids = Array.from({ length: 8 }, () => add());
  assert.ok(sets.use(ids[0] ?? ''));
  const other = add('another session');
  add();
  assert.equal(sets.use(ids[1] ?? ''), undefined);
  for (const id of [ids[0], ids[2], other]) assert.ok(sets.use(id ?? ''));
});

test('all together are bounded in bytes', () => {
  const { sets, add } = opened();
  const large = { kind: 'services' as const, names: [`${'x'.repeat(40 * 1024 * 1024)}`] };
  const first = add('one', large);
  const second = add('two', large);
  assert.equal(sets.use(first), undefined);
  assert.ok(sets.use(second));
});

test('a frozen selection outlives its result set by a day', () => {
  const { clock, sets } = opened();
  const { id } = sets.freeze(['i1', 'i2'], 'zone=gz-3');
  clock.advance(23 * 3_600_000);
  assert.deepEqual(sets.selection(id)?.ids, ['i1', 'i2']);
  clock.advance(3_600_000);
  assert.equal(sets.selection(id), undefined);
});

test('a result set is of one session and of the rights that it was made with', () => {
  const { sets, add } = opened();
  const id = add('mine');
  const viewer = rightsAs('viewer');
  assert.ok(sets.use(id, { session: 'mine', rights: viewer }));
  assert.equal(sets.use(id, { session: 'yours', rights: viewer }), undefined);
  assert.equal(sets.use(id, { session: 'mine', rights: rightsAs('operator') }), undefined);
});
