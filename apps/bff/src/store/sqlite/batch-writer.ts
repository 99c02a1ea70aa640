import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { type PackedBatch, readBatch } from '../packed/batch-codec.ts';
import { ChangeWriter, Refusal } from './change-writer.ts';
import { type Head, HeadWriter, readHead } from './head.ts';
import { HistoryWriter } from './history-writer.ts';
import { leavesHandleSound, primaryCode, SQLITE } from './sqlite-errors.ts';

/** What a commit came to; `info` is one sentence. After `unknown` the handle must not be used any more. */
export type Written =
  | { readonly kind: 'durable' }
  | { readonly kind: 'refused'; readonly info: string }
  | { readonly kind: 'unknown'; readonly info: string };

/** Writes batches, each as one transaction that is on disk when `write` returns. */
export class BatchWriter {
  readonly #db: DatabaseSync;
  readonly #changes: ChangeWriter;
  readonly #history: HistoryWriter;
  readonly #headWriter: HeadWriter;
  readonly #begin: StatementSync;
  readonly #commit: StatementSync;
  #head: Head;

  constructor(db: DatabaseSync) {
    this.#db = db;
    this.#changes = new ChangeWriter(db);
    this.#history = new HistoryWriter(db);
    this.#headWriter = new HeadWriter(db);
    this.#begin = db.prepare('BEGIN IMMEDIATE');
    this.#commit = db.prepare('COMMIT');
    this.#head = readHead(db);
  }

  write(packed: ArrayBuffer): Written {
    try {
      this.#begin.run();
      const head = this.#fill(readBatch(packed));
      this.#commit.run();
      this.#head = head;
      return { kind: 'durable' };
    } catch (error) {
      return this.#failed(error);
    }
  }

  /** Writes the batch into the open transaction; answers the head that it leads to. */
  #fill(batch: PackedBatch): Head {
    const { position, batchId, at } = batch;
    if (position !== this.#head.position + 1) {
      throw new Refusal(`Position ${position} does not follow ${this.#head.position}.`);
    }
    this.#changes.begin();
    batch.changes(this.#changes);
    this.#changes.end();
    let { operationHead, clientHead } = this.#head;
    for (const body of batch.operations()) operationHead = this.#history.operation(operationHead, body);
    const entries = batch.clientEntries();
    if (entries !== '') clientHead = this.#history.clients(clientHead, position, at, entries);
    this.#headWriter.write({ position, batchId, at, operationHead, clientHead });
    return { ...this.#head, position, batchId, operationHead, clientHead };
  }

  /** A failure is a refusal only when it is certain that nothing of the batch was or will be written. */
  #failed(error: unknown): Written {
    try {
      if (leavesHandleSound(error)) {
        if (this.#db.isTransaction) this.#db.exec('ROLLBACK');
        const { position, batchId } = readHead(this.#db);
        if (position === this.#head.position && batchId === this.#head.batchId) {
          return { kind: 'refused', info: refusalSentence(error) };
        }
      }
      return { kind: 'unknown', info: `Whether the batch was written is not known: ${messageOf(error)}.` };
    } catch (second) {
      return { kind: 'unknown', info: `Whether the batch was written is not known: ${messageOf(second)}.` };
    }
  }
}

function refusalSentence(error: unknown): string {
  if (error instanceof Refusal) return error.message;
  switch (primaryCode(error)) {
    case SQLITE.FULL:
      return 'The disk is full.';
    case SQLITE.BUSY:
      return 'Another program has locked the database.';
    case SQLITE.READONLY:
      return 'The database cannot be written.';
    default:
      return `The store refused the batch: ${messageOf(error)}.`;
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
