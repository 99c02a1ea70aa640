import { beginLocked } from './head.ts';
import type { Db } from './sessions.ts';
import { run, withKeys } from './statements.ts';

/**
 * Stamps rows again whose commit took so long that the reference, which looks back 5 s by mtime, may have looked
 * past them for good (contract/store.md §3). Nothing else of them changes.
 */
export async function touchLate(db: Db, ids: readonly string[]): Promise<void> {
  await db.connection().execute(async (one) => {
    try {
      const head = await beginLocked(one);
      const seconds = Math.floor(head.wallMs / 1000);
      await withKeys(one, 'UPDATE instance SET mtime = FROM_UNIXTIME(?) WHERE id IN (?)', ids, [seconds]);
      await withKeys(
        one,
        'UPDATE cynosure_instance SET seen_mtime = ? WHERE id IN (?)',
        ids.map((id) => Buffer.from(id)),
        [seconds],
      );
      await run(one, 'COMMIT');
    } finally {
      await run(one, 'ROLLBACK').catch(() => {});
    }
  });
}
