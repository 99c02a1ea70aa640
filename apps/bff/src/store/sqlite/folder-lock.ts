import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
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
    makeFolder(folder);
    lock = new DatabaseSync(join(folder, 'cynosure.lock'), { timeout: 0 });
    lock.exec('PRAGMA journal_mode = OFF; BEGIN EXCLUSIVE');
    const held = lock;
    return { release: () => held.close() };
  } catch (error) {
    lock?.close();
    if (error instanceof StoreUnusable) throw error;
    if (isCode(error, SQLITE.BUSY)) {
      throw new StoreUnusable(
        `The data folder ${folder} is in use by another process: stop that one first, or set CYNOSURE_DATA_DIR to another folder.`,
      );
    }
    throw new StoreUnusable(sentenceFor(error, folder));
  }
}

/** Step by step: Node's own recursive mkdir never returns where the kernel lets nobody make a folder, as in /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) {
    if (statSync(folder).isDirectory()) return;
    throw new StoreUnusable(`${folder} is not a folder: set CYNOSURE_DATA_DIR to one.`);
  }
  makeFolder(dirname(folder));
  mkdirSync(folder, { mode: 0o700 });
}
