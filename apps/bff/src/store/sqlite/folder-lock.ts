import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StoreUnusable } from '../../registry/store-port.ts';
import { isCode, SQLITE, sentenceFor } from './sqlite-errors.ts';

/** Holds a data folder for this process alone. The kernel lets go of it when the process ends, however it ends. */
export interface FolderLock {
  release(): void;
}

/**
 * Makes the folder if need be and takes its lock: an exclusive transaction, never committed, on an empty
 * database of its own. So the lock does not depend on which threads have the real one open at the moment.
 * Throws StoreUnusable when another process (or another store of this one) holds it.
 */
export function lockFolder(folder: string): FolderLock {
  let lock: DatabaseSync | undefined;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    lock = new DatabaseSync(join(folder, 'cynosure.lock'), { timeout: 0 });
    lock.exec('PRAGMA journal_mode = OFF; BEGIN EXCLUSIVE');
    const held = lock;
    return { release: () => held.close() };
  } catch (error) {
    lock?.close();
    if (isCode(error, SQLITE.BUSY)) {
      throw new StoreUnusable(
        `The data folder ${folder} is in use by another process: stop that one first, or set CYNOSURE_DATA_DIR to another folder.`,
      );
    }
    throw new StoreUnusable(sentenceFor(error, folder));
  }
}
