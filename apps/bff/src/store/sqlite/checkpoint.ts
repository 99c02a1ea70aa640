import type { DatabaseSync } from 'node:sqlite';
import { isCode, SQLITE } from './sqlite-errors.ts';

/**
 * Brings the log into the database file as far as readers allow; once all of it is there, the next commit
 * starts the log anew. Throws where the disk fails. On a full disk nothing is lost while the log can still
 * grow, so that is no failure.
 */
export function checkpoint(db: DatabaseSync): void {
  try {
    db.exec('PRAGMA wal_checkpoint(PASSIVE)');
  } catch (error) {
    if (!isCode(error, SQLITE.FULL, SQLITE.BUSY)) throw error;
  }
}
