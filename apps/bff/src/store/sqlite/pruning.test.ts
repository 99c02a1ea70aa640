import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { after, test } from 'node:test';
import { put } from '../../registry/changes.ts';
import { NumberedHistory } from '../contract/numbered-history.ts';
import { anEntry, anOperation, aRow, START_MS } from '../contract/samples.ts';
import { encodeBatch } from '../packed/batch-codec.ts';
import { DEFAULT_RETENTION } from '../retention.ts';
import { BatchWriter } from './batch-writer.ts';
import { verifyHistory } from './history-reader.ts';
import { openDatabase } from './open-database.ts';
import { pruneStep } from './pruning.ts';
import { openSqliteStore, threadsOn } from './sqlite-store.ts';
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

test('while a large backlog is pruned a commit never waits behind more than one step, and a step is one look at the clock a row', async () => {
  const dataDir = newFastFolder();
  const asked: string[] = [];
  let steps = 0;
  let mostBefore = 0;
  const store = await openSqliteStore({ dataDir }, (file) => {
    const threads = threadsOn(file);
    const writer = async () => {
      const link = await threads.writer();
      link.ask = new Proxy(link.ask, {
        apply(ask, self, args) {
          const name = String(args[0]);
          if (name === 'commit') {
            mostBefore = Math.max(mostBefore, asked.filter((one) => one === 'prune').length);
          }
          if (name === 'prune') steps += 1;
          asked.push(name);
          return Reflect.apply(ask, self, args).finally(() => asked.splice(asked.indexOf(name), 1));
        },
      });
      return link;
    };
    return { ...threads, writer };
  });
  const history = new NumberedHistory();
  const commit = async () => assert.equal((await store.commit(() => history.next())).kind, 'durable');
  for (let n = 0; n < 2000; n += 1) await commit();
  const before = (await store.operations({ limit: 1000 })).length;
  const pruning = store.prune(START_MS + DEFAULT_RETENTION.operationMs + 10_000);
  let removed = -1;
  void pruning.then((count) => {
    removed = count;
  });
  let commits = 0;
  while (removed === -1) {
    await commit();
    commits += 1;
  }
  assert.ok(removed >= 2000 + before, `${removed} rows`);
  assert.ok(steps > 5 && commits > 5, `${steps} steps, ${commits} commits in between`);
  assert.equal(mostBefore, 1);
  assert.equal(await store.verifyHistory(), null);
  await store.close();
  rmSync(dataDir, { recursive: true });
});
