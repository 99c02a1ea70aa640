import { StoreUnusable } from '../../registry/store-port.ts';
import type { MysqlAddress } from './address.ts';
import { shownAddress } from './address.ts';
import { isServerError, sentenceOf } from './errors.ts';
import { FIRST_ROWS, OWN_TABLES, OWN_VERSION } from './own-schema.ts';
import { REFERENCE_TABLES, SEED_ROWS } from './reference-schema.ts';
import type { Db } from './sessions.ts';
import { ask, run } from './statements.ts';

/**
 * Makes the tables that are missing, the reference's and ours, one node at a time. Rejects with StoreUnusable, one
 * sentence, where the database cannot be used.
 */
export async function prepareTables(db: Db, address: MysqlAddress): Promise<void> {
  try {
    await db.connection().execute(async (one) => {
      const lock = `cynosure_schema:${address.database}`;
      await ask(one, 'SELECT GET_LOCK(?, 30)', [lock]);
      try {
        await makeMissing(one, address);
      } finally {
        await run(one, 'DO RELEASE_LOCK(?)', [lock]).catch(() => {});
      }
    });
  } catch (error) {
    if (error instanceof StoreUnusable) throw error;
    throw new StoreUnusable(sentenceOf(error, address));
  }
}

async function makeMissing(db: Db, address: MysqlAddress): Promise<void> {
  const there = new Set(
    (
      await ask<{ name: string }>(
        db,
        'SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()',
      )
    ).map(({ name }) => name.toLowerCase()),
  );
  const isMade = (statement: string) => !there.has(tableOf(statement));
  for (const statement of [...REFERENCE_TABLES, ...OWN_TABLES].filter(isMade)) await run(db, statement);
  for (const [table, rows] of Object.entries(SEED_ROWS)) if (!there.has(table)) await run(db, rows);
  if (!there.has('cynosure_head') || !there.has('cynosure_anchor')) {
    for (const statement of FIRST_ROWS) await run(db, statement);
  }
  const [head] = await ask<{ version: number }>(db, 'SELECT version FROM cynosure_head WHERE one = 1');
  if (head === undefined) throw new StoreUnusable(`The head of ${shownAddress(address)} is missing.`);
  if (head.version > OWN_VERSION) {
    throw new StoreUnusable(
      `The tables in ${shownAddress(address)} were made by a newer Cynosure (version ${head.version}); this one knows ${OWN_VERSION}.`,
    );
  }
  await mayWrite(db, address);
}

/** Better said at the start than at the first registration. */
async function mayWrite(db: Db, address: MysqlAddress): Promise<void> {
  try {
    await run(db, 'UPDATE cynosure_head SET one = 1 WHERE one = 1');
  } catch (error) {
    if (!isServerError(error, 'readOnly')) throw error;
    throw new StoreUnusable(`The database ${shownAddress(address)} is read-only.`);
  }
}

const tableOf = (statement: string): string => /EXISTS (\w+)/.exec(statement)?.[1] ?? '';
