import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { HistoryBreak, OperationQuery } from '../../registry/store-port.ts';
import type { ReaderCalls } from './calls.ts';
import { checkpoint } from './checkpoint.ts';
import { findOperation, findOperations, verifyHistory } from './history-reader.ts';
import { openForCheckpoints, openForReading } from './open-database.ts';

/** The one that answers questions beside the writer: everything that the reading thread does, without the thread. */
export class Reader implements ReaderCalls {
  readonly #db: DatabaseSync;

  readonly #file: string;
  /** Opened when the log is first to be brought into the database: reading alone must not be able to write. */
  #log: DatabaseSync | null = null;

  constructor(file: string) {
    this.#file = file;
    this.#db = openForReading(file);
  }

  operations(query: OperationQuery): readonly string[] {
    return findOperations(this.#db, query);
  }

  operation(id: string): string | undefined {
    return findOperation(this.#db, id);
  }

  verifyHistory(): HistoryBreak | null {
    return verifyHistory(this.#db);
  }

  quickCheck(): readonly string[] {
    const lines = this.#db.prepare('PRAGMA quick_check(10)').all();
    return lines.map((row) => String(row.quick_check)).filter((line) => line !== 'ok');
  }

  /** Writes one moment of the data as a database of its own, whole and synced or not at all. */
  backup(toFile: string): void {
    if (existsSync(toFile)) throw new Error(`${toFile} exists: name a new file`);
    const partial = `${toFile}.partial`;
    rmSync(partial, { force: true });
    try {
      this.#db.prepare('VACUUM INTO ?').run(partial);
      sync(partial);
      renameSync(partial, toFile);
      sync(dirname(toFile));
    } finally {
      rmSync(partial, { force: true });
    }
  }

  checkpoint(): void {
    this.#log ??= openForCheckpoints(this.#file);
    checkpoint(this.#log);
  }

  close(): void {
    this.#log?.close();
    this.#db.close();
  }
}

function sync(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
