import type { DatabaseSync } from 'node:sqlite';
import type { HistoryBreak, OperationQuery } from '../../registry/store-port.ts';
import { writeBackup } from './backup.ts';
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
    // The first one comes with a heading of its own, in the same value.
    return lines
      .flatMap((row) => String(row.quick_check).split('\n'))
      .filter((line) => line !== 'ok' && !line.startsWith('***'));
  }

  backup(toFile: string): void {
    writeBackup(this.#db, toFile);
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
