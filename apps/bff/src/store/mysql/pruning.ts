import type { Retention } from '../retention.ts';
import { cleanInstances } from './cleaning.ts';
import type { Db } from './sessions.ts';
import { ask, run } from './statements.ts';

/** Rows per statement: so few that no commit waits 5 ms for their locks. */
const STEP = 50;
/** A node that was away for longer takes everything anew. */
export const LOG_KEPT_MS = 60 * 60 * 1000;

/** Removes what is past its age, in small statements of their own. One node at a time; another one removes nothing. */
export async function pruneAll(db: Db, database: string, nowMs: number, keep: Retention): Promise<number> {
  return db.connection().execute(async (one) => {
    const lock = `cynosure_prune:${database}`;
    const [got] = await ask<{ got: number }>(one, 'SELECT GET_LOCK(?, 0) AS got', [lock]);
    if (got?.got !== 1) return 0;
    try {
      await pruneLog(one);
      return (
        (await pruneChain(one, 'operations', 'cynosure_operation', nowMs - keep.operationMs)) +
        (await pruneChain(one, 'clients', 'cynosure_history', nowMs - keep.clientHistoryMs)) +
        (await pruneRemoved(one, (nowMs - keep.tombstoneMs) / 1000)) +
        (await pruneRows(
          one,
          "cynosure_record WHERE kind = 'idempotency' AND at < ?",
          nowMs - keep.idempotencyMs,
        ))
      );
    } finally {
      await run(one, 'DO RELEASE_LOCK(?)', [lock]).catch(() => {});
    }
  });
}

/** By the database's clock, which the log's times are of. The newest record stays: it names the last batch. */
async function pruneLog(db: Db): Promise<void> {
  const text = `DELETE FROM cynosure_log WHERE at < UNIX_TIMESTAMP(NOW(3)) * 1000 - ?
    AND position < (SELECT position FROM cynosure_head WHERE one = 1) ORDER BY position, part LIMIT ?`;
  while ((await run(db, text, [LOG_KEPT_MS, STEP])) === STEP);
}

/** Chains lose entries at their old end only; the anchor moves along, so that the rest still verifies. */
async function pruneChain(db: Db, chain: string, table: string, beforeMs: number): Promise<number> {
  let removed = 0;
  for (;;) {
    const oldest = await ask<{ seq: number; at: number; hash: Buffer }>(
      db,
      `SELECT seq, at, hash FROM ${table} ORDER BY seq LIMIT ?`,
      [STEP],
    );
    const young = oldest.findIndex(({ at }) => at >= beforeMs);
    const gone = young === -1 ? oldest : oldest.slice(0, young);
    const last = gone.at(-1);
    if (last === undefined) return removed;
    await run(db, 'START TRANSACTION');
    try {
      await run(db, 'UPDATE cynosure_anchor SET seq = ?, hash = ? WHERE chain = ?', [
        last.seq,
        last.hash,
        chain,
      ]);
      await run(db, `DELETE FROM ${table} WHERE seq <= ?`, [last.seq]);
      await run(db, 'COMMIT');
    } catch (error) {
      await run(db, 'ROLLBACK').catch(() => {});
      throw error;
    }
    removed += gone.length;
    if (gone.length < STEP) return removed;
  }
}

async function pruneRemoved(db: Db, beforeSeconds: number): Promise<number> {
  let removed = 0;
  for (;;) {
    const step = await cleanInstances(db, { beforeSeconds, limit: STEP });
    removed += step;
    if (step < STEP) return removed;
  }
}

async function pruneRows(db: Db, from: string, before: number): Promise<number> {
  let removed = 0;
  for (;;) {
    const step = await run(db, `DELETE FROM ${from} LIMIT ?`, [before, STEP]);
    removed += step;
    if (step < STEP) return removed;
  }
}
