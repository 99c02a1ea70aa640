import type { Db } from './sessions.ts';
import { ask, withKeys } from './statements.ts';

/**
 * Removes logically deleted instances for good, the reference's rows too (contract/store.md §2, instance clean): of
 * a row that lives again nothing is touched.
 */
export async function cleanInstances(
  db: Db,
  what: { readonly id: string } | { readonly beforeSeconds: number; readonly limit: number },
): Promise<number> {
  const found =
    'id' in what
      ? await ask<{ id: Buffer }>(db, 'SELECT id FROM cynosure_deregistered WHERE id = ?', [
          Buffer.from(what.id),
        ])
      : await ask<{ id: Buffer }>(
          db,
          'SELECT id FROM cynosure_deregistered WHERE at < ? ORDER BY at, id LIMIT ?',
          [what.beforeSeconds, what.limit],
        );
  const ids = found.map(({ id }) => id.toString('utf8'));
  const gone = ['health_check', 'instance_metadata'].map(
    (table) => `DELETE t FROM ${table} t JOIN instance i ON i.id = t.id WHERE i.flag = 1 AND t.id IN (?)`,
  );
  for (const text of gone) await withKeys(db, text, ids);
  await withKeys(db, 'DELETE FROM instance WHERE flag = 1 AND id IN (?)', ids);
  return withKeys(
    db,
    'DELETE FROM cynosure_deregistered WHERE id IN (?)',
    found.map(({ id }) => id),
  );
}
