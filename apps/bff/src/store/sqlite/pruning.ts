import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Retention } from '../retention.ts';

/** One step of pruning; `more` = the time was up first. */
export interface Pruned {
  readonly removed: number;
  readonly more: boolean;
}

/** Removes the oldest row that is past its age, if there is one. */
type RemoveOne = () => boolean;

/**
 * Removes rows past their age until nothing is left or `hasTime` says no, in one transaction. The transaction
 * is not synced: rows that a power failure brings back are removed again.
 */
export function pruneStep(db: DatabaseSync, nowMs: number, keep: Retention, hasTime: () => boolean): Pruned {
  let removed = 0;
  let more = false;
  db.exec('PRAGMA synchronous = NORMAL');
  try {
    db.exec('BEGIN IMMEDIATE');
    for (const removeOne of removers(db, nowMs, keep)) {
      while (!more && removeOne()) {
        removed += 1;
        more = !hasTime();
      }
    }
    db.exec('COMMIT');
  } catch (error) {
    if (db.isTransaction) db.exec('ROLLBACK');
    throw error;
  } finally {
    db.exec('PRAGMA synchronous = FULL');
  }
  return { removed, more };
}

function removers(db: DatabaseSync, nowMs: number, keep: Retention): readonly RemoveOne[] {
  return [
    oldestOfChain(db, 'operation', 'seq', 'operation_anchor', nowMs - keep.operationMs),
    oldestOfChain(db, 'history', 'position', 'client_anchor', nowMs - keep.clientHistoryMs),
    oldestRow(db, 'deregistered', 'at', (nowMs - keep.tombstoneMs) / 1000),
    oldestAnswer(db, nowMs - keep.idempotencyMs),
  ];
}

/** Chains lose rows at their old end only; the anchor moves along, so that the rest still verifies. */
function oldestOfChain(
  db: DatabaseSync,
  table: string,
  key: string,
  anchor: string,
  beforeMs: number,
): RemoveOne {
  const oldest = db.prepare(`SELECT ${key} AS key, at, hash FROM ${table} ORDER BY ${key} LIMIT 1`);
  const move = db.prepare(`UPDATE head SET ${anchor} = ?, ${anchor}_hash = ?`);
  const remove = db.prepare(`DELETE FROM ${table} WHERE ${key} = ?`);
  return () => {
    const row = oldest.get();
    if (!row || Number(row.at) >= beforeMs) return false;
    const removedKey = Number(row.key);
    move.run(removedKey, row.hash ?? null);
    remove.run(removedKey);
    return true;
  };
}

function oldestRow(db: DatabaseSync, table: string, at: string, before: number): RemoveOne {
  return removed(
    db.prepare(
      `DELETE FROM ${table} WHERE rowid = (SELECT rowid FROM ${table} WHERE ${at} < ? ORDER BY ${at} LIMIT 1)`,
    ),
    before,
  );
}

function oldestAnswer(db: DatabaseSync, beforeMs: number): RemoveOne {
  return removed(
    db.prepare(
      `DELETE FROM record WHERE kind = 'idempotency' AND key =
         (SELECT key FROM record WHERE kind = 'idempotency' AND json_extract(value, '$.at') < ? LIMIT 1)`,
    ),
    beforeMs,
  );
}

const removed =
  (statement: StatementSync, before: number): RemoveOne =>
  () =>
    statement.run(before).changes === 1;
