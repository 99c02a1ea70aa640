import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { after, test } from 'node:test';
import { put } from '../../registry/changes.ts';
import { anEntry, anOperation, aRow, START_MS } from '../contract/samples.ts';
import { encodeBatch } from '../packed/batch-codec.ts';
import { DEFAULT_RETENTION } from '../retention.ts';
import { BatchWriter } from './batch-writer.ts';
import { verifyHistory } from './history-reader.ts';
import { openDatabase } from './open-database.ts';
import { pruneStep } from './pruning.ts';
import { databaseIn, newFastFolder } from './testing.ts';

const folder = newFastFolder();
after(() => rmSync(folder, { recursive: true }));

const EACH = 5;

/** A database with EACH rows of every kind that pruning removes, all of the same moment. */
function filled(): { db: DatabaseSync; writer: BatchWriter } {
  const db = openDatabase(databaseIn(folder));
  const writer = new BatchWriter(db);
  for (let position = 1; position <= EACH; position++) {
    const id = `i-${position}`;
    const written = writer.write(
      encodeBatch({
        position,
        batchId: id,
        at: START_MS,
        changes: [
          { kind: 'instance.put', row: aRow({ id }) },
          { kind: 'instance.remove', slot: 0, id, at: START_MS / 1000 },
          put('idempotency', id, { at: START_MS, hash: '', ref: '' }),
        ],
        operations: [anOperation({ id, at: START_MS })],
        clientEntries: [anEntry({ id })],
      }),
    );
    assert.equal(written.kind, 'durable');
  }
  return { db, writer };
}

const count = (db: DatabaseSync, table: string): number =>
  Number(db.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n);

test('pruning ends when its time is up, goes on where it was, and the history verifies after each step', () => {
  const { db, writer } = filled();
  const nowMs = START_MS + DEFAULT_RETENTION.operationMs + 1;
  for (let left = 4 * EACH; left > 0; left--) {
    const step = pruneStep(db, nowMs, DEFAULT_RETENTION, () => false);
    assert.deepEqual(step, { removed: 1, more: true });
    assert.equal(verifyHistory(db), null);
    // A commit between two steps chains on as if nothing had gone.
    const position = EACH + 4 * EACH - left + 1;
    const batch = { position, batchId: `b-${position}`, at: nowMs, changes: [], clientEntries: [anEntry()] };
    const operations = [anOperation({ id: `o-${position}`, at: nowMs })];
    assert.equal(writer.write(encodeBatch({ ...batch, operations })).kind, 'durable');
    assert.equal(verifyHistory(db), null);
  }
  assert.deepEqual(
    pruneStep(db, nowMs, DEFAULT_RETENTION, () => false),
    { removed: 0, more: false },
  );
  assert.equal(count(db, 'deregistered') + count(db, 'record'), 0);
  assert.equal(count(db, 'operation'), 4 * EACH);
  assert.equal(count(db, 'history'), 4 * EACH);
  assert.equal(db.prepare('PRAGMA synchronous').get()?.synchronous, 2, 'commits are synced as before');
  db.close();
});
