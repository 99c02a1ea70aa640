import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MemoryStore } from '../memory/memory-store.ts';
import { loaded } from './harness.ts';
import { assertNothingLost, NumberedHistory } from './numbered-history.ts';

const LENGTH = 60;

/** A store that acknowledges the whole history but keeps only what `keep` leaves of it. */
async function storeThat(keep: (position: number) => 'all' | 'nothing' | 'half'): Promise<MemoryStore> {
  const store = new MemoryStore();
  const history = new NumberedHistory();
  for (let n = 1; n <= LENGTH; n++) {
    const batch = history.next();
    const kept = keep(n);
    const changes = kept === 'all' ? batch.changes : kept === 'half' ? batch.changes.slice(0, 1) : [];
    const outcome = await store.commit(() => ({ ...batch, changes }));
    assert.equal(outcome.kind, 'durable');
  }
  return store;
}

test('a store that keeps everything passes, also when it wrote one batch more than it could acknowledge', async () => {
  const found = await loaded(await storeThat(() => 'all'));
  assertNothingLost(found, LENGTH);
  assertNothingLost(found, LENGTH - 1);
});

test('a store that is behind its acknowledgements, or ahead of what was sent, is caught', async () => {
  const found = await loaded(await storeThat(() => 'all'));
  assert.throws(() => assertNothingLost(found, LENGTH + 1), /acknowledged was 61/);
  assert.throws(() => assertNothingLost(found, LENGTH - 2), /sent 59/);
});

for (const kept of ['nothing', 'half'] as const) {
  test(`a store that keeps ${kept} of its last batch is caught`, async () => {
    const found = await loaded(await storeThat((position) => (position === LENGTH ? kept : 'all')));
    assert.throws(() => assertNothingLost(found, LENGTH), assert.AssertionError);
  });
}
