import { isServerError } from './errors.ts';
import { inSnapshot } from './loading.ts';
import type { Db } from './sessions.ts';
import { ask } from './statements.ts';

/** A row may carry a time a little older than the transaction that wrote it. */
const SLACK_SECONDS = 2;
/** So far is looked back where nobody tells which transactions run. */
const BLIND_SECONDS = 60;

/**
 * From which second on rows may still appear that are not there yet: a transaction stamps its rows when it writes
 * them and shows them when it commits, however much later. By the database's clock; times of transactions are
 * compared with our own one's, because the server's time zone is not known.
 */
export async function oldestUnseenSecond(db: Db): Promise<number> {
  const [{ now } = { now: 0 }] = await ask<{ now: number }>(db, 'SELECT UNIX_TIMESTAMP() AS now');
  return Number(now) - (await oldestAgeSeconds(db)) - SLACK_SECONDS;
}

async function oldestAgeSeconds(db: Db): Promise<number> {
  try {
    return await inSnapshot(db, async (one) => {
      // The first read makes our own transaction one of those that are listed.
      await ask(one, 'SELECT position FROM cynosure_head');
      const [row] = await ask<{ age: number | null }>(
        one,
        `SELECT TIMESTAMPDIFF(SECOND, MIN(t.trx_started), MAX(own.trx_started)) AS age
          FROM information_schema.innodb_trx t
          JOIN information_schema.innodb_trx own ON own.trx_mysql_thread_id = CONNECTION_ID()`,
      );
      return row === undefined || row.age === null ? BLIND_SECONDS : Math.max(0, Number(row.age));
    });
  } catch (error) {
    if (isServerError(error, 'notAllowed')) return BLIND_SECONDS;
    throw error;
  }
}
