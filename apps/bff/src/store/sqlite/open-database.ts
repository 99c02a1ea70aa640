import { closeSync, existsSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { StoreUnusable } from '../../registry/store-port.ts';
import { APPLICATION_ID, MIGRATIONS } from './schema.ts';
import { sentenceFor } from './sqlite-errors.ts';

/** Of pages, for the thread that writes. */
export const CACHE_KIB = 32 * 1024;

/** How long to wait for another program that holds the database for a moment, such as a copying sqlite3. */
const BUSY_MS = 1000;

/**
 * Opens the database for its one writer, newborn where there is none, and brings it to this version's
 * schema. Throws StoreUnusable with one sentence when it cannot be served.
 */
export function openDatabase(file: string): DatabaseSync {
  makeFile(file);
  return opened(file, false, (db) => {
    assertOurs(db, file);
    // Every commit is synced to the disk before it is answered: WAL alone would lose the last ones.
    db.exec('PRAGMA synchronous = FULL');
    const mode = db.prepare('PRAGMA journal_mode = WAL').get();
    if (mode?.journal_mode !== 'wal') {
      throw new StoreUnusable(`${file} lies on a file system without shared memory: use a local disk.`);
    }
    // Checkpoints are made between commits, where a failure of one is seen (log-keeper.ts).
    db.exec('PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = 67108864');
    db.exec(`PRAGMA cache_size = -${CACHE_KIB}; PRAGMA temp_store = MEMORY`);
    migrate(db);
  });
}

/** A new file is readable by its owner alone; SQLite gives its log the same rights. */
function makeFile(file: string): void {
  // One that is there must not be opened and closed here: that would drop the locks that this process has on it.
  if (existsSync(file)) return;
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    throw new StoreUnusable(sentenceFor(error, file));
  }
}

/** Opens the database beside its writer, for questions only. */
export const openForReading = (file: string): DatabaseSync =>
  opened(file, true, (db) => db.exec('PRAGMA cache_size = -8192; PRAGMA temp_store = MEMORY'));

/** Opens the database beside its writer, to bring its log into it. */
export const openForCheckpoints = (file: string): DatabaseSync =>
  opened(file, false, (db) => db.exec('PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0'));

function opened(file: string, readOnly: boolean, prepare: (db: DatabaseSync) => void): DatabaseSync {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(file, { readOnly, timeout: BUSY_MS });
    prepare(db);
    return db;
  } catch (error) {
    closeQuietly(db);
    throw error instanceof StoreUnusable ? error : new StoreUnusable(sentenceFor(error, file));
  }
}

/** Closes where what matters has failed before: the first failure is the one to tell. */
export function closeQuietly(db: DatabaseSync | undefined): void {
  try {
    db?.close();
  } catch {
    // The failure that led here is already on its way to the caller.
  }
}

/** Throws StoreUnusable unless the database is ours, or newborn, and of a schema that this version knows. */
export function assertOurs(db: DatabaseSync, file: string): void {
  const isEmpty = db.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.n === 0;
  const application = pragma(db, 'application_id');
  if (application !== APPLICATION_ID && !(isEmpty && application === 0)) {
    throw new StoreUnusable(`${file} belongs to another program: set CYNOSURE_DATA_DIR to another folder.`);
  }
  const version = pragma(db, 'user_version');
  if (version > MIGRATIONS.length) {
    throw new StoreUnusable(
      `${file} was written by a newer Cynosure (schema ${version}, this one knows ${MIGRATIONS.length}): start that one instead.`,
    );
  }
}

function migrate(db: DatabaseSync): void {
  const version = pragma(db, 'user_version');
  if (version === MIGRATIONS.length) return;
  db.exec('BEGIN IMMEDIATE');
  for (const step of MIGRATIONS.slice(version)) db.exec(step);
  db.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${MIGRATIONS.length}`);
  db.exec('COMMIT');
}

const pragma = (db: DatabaseSync, name: 'application_id' | 'user_version'): number =>
  Number(db.prepare(`PRAGMA ${name}`).get()?.[name]);
