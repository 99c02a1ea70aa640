import {
  chmodSync,
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { StoreUnusable } from '../../registry/store-port.ts';
import { lockFolder } from './folder-lock.ts';
import { verifyHistory } from './history-reader.ts';
import { assertOurs, openDatabase, openForReading } from './open-database.ts';
import { sentenceFor } from './sqlite-errors.ts';

/** Name of the database in its data folder. */
export const DATABASE_FILE = 'cynosure.db';

/**
 * Writes one moment of the store in `dataDir` as a database file of its own, also while a server writes
 * there. The file is whole and synced when this returns. Throws StoreUnusable, one sentence.
 */
export function backUp(dataDir: string, toFile: string): void {
  const file = join(dataDir, DATABASE_FILE);
  if (!existsSync(file)) throw new StoreUnusable(`There is no store in ${dataDir}: nothing was backed up.`);
  const db = openForReading(file);
  try {
    writeBackup(db, toFile);
  } finally {
    db.close();
  }
}

/** As `backUp`, over a connection that is open. */
export function writeBackup(db: DatabaseSync, toFile: string): void {
  if (existsSync(toFile)) throw new StoreUnusable(`${toFile} exists: name a new file.`);
  const partial = `${toFile}.partial`;
  try {
    rmSync(partial, { force: true });
    // Readable by its owner alone, as the data are: it holds every token that services have.
    closeSync(openSync(partial, 'wx', 0o600));
    db.prepare('VACUUM INTO ?').run(partial);
    sync(partial);
    renameSync(partial, toFile);
    sync(dirname(resolve(toFile)));
  } catch (error) {
    throw new StoreUnusable(sentenceFor(error, toFile));
  } finally {
    rmSync(partial, { force: true });
  }
}

/**
 * Puts a backup in the place of the store in `dataDir`, which no server may have open. What was there is kept
 * beside it; answers under which name, or null when there was nothing. The backup is looked through first: a
 * damaged or foreign file changes nothing. Throws StoreUnusable, one sentence.
 */
export function restore(dataDir: string, fromFile: string): string | null {
  if (!existsSync(fromFile)) throw new StoreUnusable(`There is no file ${fromFile}: nothing was restored.`);
  const lock = lockFolder(dataDir);
  try {
    const file = join(dataDir, DATABASE_FILE);
    const coming = `${file}.restoring`;
    copyFileSync(fromFile, coming);
    chmodSync(coming, 0o600);
    assertSound(coming, fromFile);
    sync(coming);
    const kept = existsSync(file) ? setAside(file) : null;
    renameSync(coming, file);
    sync(dataDir);
    return kept;
  } catch (error) {
    throw error instanceof StoreUnusable ? error : new StoreUnusable(sentenceFor(error, dataDir));
  } finally {
    lock.release();
  }
}

/** Throws unless the copy is a store of ours, every page and the history in order; then it is removed. */
function assertSound(copy: string, original: string): void {
  let db: DatabaseSync | undefined;
  try {
    db = openForReading(copy);
    assertOurs(db, original);
    const lines = db.prepare('PRAGMA quick_check(1)').all();
    const broken = verifyHistory(db);
    if (lines[0]?.quick_check !== 'ok' || broken) {
      throw new StoreUnusable(
        `${original} is damaged${broken ? ` (${broken.info})` : ''}: nothing was restored.`,
      );
    }
    db.close();
  } catch (error) {
    db?.close();
    removeDatabase(copy);
    throw error instanceof StoreUnusable && error.message.includes(original)
      ? error
      : new StoreUnusable(`${original} is not a sound backup of Cynosure: nothing was restored.`);
  }
}

/**
 * Gives the database a second name, with everything from its log in it where that can still be done. It keeps its own
 * until another takes it: a restore that is killed on its way must not leave an empty registry to be started.
 */
function setAside(file: string): string {
  try {
    const db = openDatabase(file);
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    db.close();
  } catch {
    // Damaged data are a reason to restore; they are kept as they are.
  }
  const kept = freeName(`${file}.before-restore`);
  // The log first: beside a database that it does not belong to it would be taken for its own.
  for (const part of ['-wal', '-shm']) if (existsSync(file + part)) renameSync(file + part, kept + part);
  giveName(file, kept);
  return kept;
}

function giveName(file: string, name: string): void {
  try {
    linkSync(file, name);
  } catch {
    // Not every file system knows a second name.
    copyFileSync(file, name);
    sync(name);
  }
}

function freeName(wanted: string): string {
  for (let n = 1; ; n++) {
    const name = n === 1 ? wanted : `${wanted}-${n}`;
    if (!existsSync(name)) return name;
  }
}

function removeDatabase(file: string): void {
  for (const part of ['-wal', '-shm', '']) rmSync(file + part, { force: true });
}

function sync(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
