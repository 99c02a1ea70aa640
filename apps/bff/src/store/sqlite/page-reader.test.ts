import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { readPages } from './page-reader.ts';

const ROWS = 20_000;
const ROW_BYTES = 400;

test('pages stay of about one size although each is handed away before the next is read', () => {
  const db = new DatabaseSync(':memory:');
  db.exec(`
    CREATE TABLE record (kind TEXT, key TEXT, value TEXT);
    CREATE TABLE instance (slot INTEGER PRIMARY KEY, row BLOB);
    CREATE TABLE instance_state (slot INTEGER PRIMARY KEY, state BLOB);
    WITH RECURSIVE n (slot) AS (SELECT 0 UNION ALL SELECT slot + 1 FROM n LIMIT ${ROWS})
    INSERT INTO instance SELECT slot, randomblob(${ROW_BYTES}) FROM n;
    INSERT INTO instance_state SELECT slot, randomblob(37) FROM instance`);
  const sizes: number[] = [];
  for (const page of readPages(db, 1)) {
    if (page.kind !== 'instances') continue;
    sizes.push(page.rows.length);
    // As the store's thread hands it to the loading one: nothing of it is left here.
    structuredClone(page, { transfer: [page.rows.buffer, page.states.buffer] });
    assert.equal(page.rows.length, 0);
  }
  db.close();
  assert.equal(
    sizes.reduce((sum, size) => sum + size, 0),
    ROWS * ROW_BYTES,
  );
  assert.ok(Math.max(...sizes) <= 1024 * 1024, `${sizes}`);
  assert.ok(sizes.length <= 10, `${sizes.length} pages`);
});
