import { existsSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { type HistoryBreak, StoreUnusable } from '../../registry/store-port.ts';
import { readHead } from './head.ts';
import { verifyHistory } from './history-reader.ts';
import { assertOurs, openForReading } from './open-database.ts';
import { sentenceFor } from './sqlite-errors.ts';

/** What the history of a store looks like at one of its commits. */
export interface HistoryFindings {
  /** The first break of a chain, or null: both are whole. */
  readonly broken: HistoryBreak | null;
  /** Entries that are kept. */
  readonly operations: number;
  readonly clientRecords: number;
  /** Hex, of the newest operation; whoever keeps it elsewhere can tell if all was written anew. */
  readonly newest: string;
  /** Whether an entry with the hash that somebody kept elsewhere is still there; true where none was given. */
  readonly hasKept: boolean;
}

/**
 * Looks through the history in a database file (of a store, also while its server runs, or of a backup) and
 * writes nothing. `keptHash`: hex, a `newest` of an earlier look. Throws StoreUnusable, one sentence, where there is no history to look at.
 */
export function verifyFile(file: string, keptHash?: string): HistoryFindings {
  if (!existsSync(file)) throw new StoreUnusable(`There is no ${file}: nothing was verified.`);
  const db = openForReading(file);
  try {
    assertOurs(db, file);
    const broken = verifyHistory(db);
    return {
      broken,
      operations: count(db, 'operation'),
      clientRecords: count(db, 'history'),
      newest: Buffer.from(readHead(db).operationHead.hash).toString('hex'),
      hasKept: keptHash === undefined || isThere(db, keptHash),
    };
  } catch (error) {
    throw error instanceof StoreUnusable ? error : new StoreUnusable(sentenceFor(error, file));
  } finally {
    db.close();
  }
}

/** An entry that was pruned since is no longer there, unless it is the last of those. */
function isThere(db: DatabaseSync, hash: string): boolean {
  const bytes = Buffer.from(hash, 'hex');
  const { operationAnchor } = readHead(db);
  if (bytes.equals(operationAnchor.hash)) return true;
  return db.prepare('SELECT 1 FROM operation WHERE hash = ?').get(bytes) !== undefined;
}

const count = (db: DatabaseSync, table: 'operation' | 'history'): number =>
  Number(db.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n);
