import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { systemClock } from '../../clock.ts';
import { StoreUnusable } from '../../registry/store-port.ts';
import type { Retention } from '../retention.ts';
import { BatchWriter, type Written } from './batch-writer.ts';
import type { LastCommit, WriterCalls } from './calls.ts';
import { readHead } from './head.ts';
import { closeQuietly, openDatabase } from './open-database.ts';
import { type Page, readPages } from './page-reader.ts';
import { type Pruned, pruneStep } from './pruning.ts';
import { isCode, SQLITE, sentenceFor } from './sqlite-errors.ts';

/** A step of pruning ends after this long, because the next commit may be waiting behind it. */
const PRUNE_STEP_MS = 2;

/** The log is brought into the database file when it has this many pages of 4 KiB. */
const CHECKPOINT_PAGES = 1000;

/** The one that writes the database: everything that the writing thread does, without the thread. */
export class Writer implements WriterCalls {
  readonly #db: DatabaseSync;
  readonly #batches: BatchWriter;
  readonly #walPages: StatementSync;
  readonly #wasUnclean: boolean;
  #pages: Generator<Page> | null = null;

  /** Throws StoreUnusable where the data cannot be served. */
  constructor(file: string) {
    this.#db = openDatabase(file);
    try {
      this.#wasUnclean = this.#db.prepare('SELECT clean_stop FROM head').get()?.clean_stop === 0;
      this.#db.exec('UPDATE head SET clean_stop = 0');
      this.#batches = new BatchWriter(this.#db);
      this.#walPages = this.#db.prepare('PRAGMA wal_checkpoint(NOOP)');
    } catch (error) {
      closeQuietly(this.#db);
      throw new StoreUnusable(sentenceFor(error, file));
    }
  }

  wasUnclean(): boolean {
    return this.#wasUnclean;
  }

  startLoad(): void {
    this.#pages = readPages(this.#db, readHead(this.#db).position);
  }

  nextPage(): Page {
    const next = this.#pages?.next();
    if (!next || next.done) throw new Error('there is no further page');
    return next.value;
  }

  commit(packed: ArrayBuffer): Written {
    return this.#batches.write(packed);
  }

  /** To be called between commits, after the last one was answered. Throws where the disk fails. */
  checkpointIfDue(): void {
    if (Number(this.#walPages.get()?.log) >= CHECKPOINT_PAGES) this.checkpoint();
  }

  /** Brings the log into the database file as far as readers allow, so that the log can start anew. */
  checkpoint(): void {
    try {
      this.#db.exec('PRAGMA wal_checkpoint(PASSIVE)');
    } catch (error) {
      // Nothing is lost while the log can still grow; the next commit tries again.
      if (!isCode(error, SQLITE.FULL, SQLITE.BUSY)) throw error;
    }
  }

  settle(): LastCommit {
    const done = this.#db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get();
    if (done?.busy !== 0) throw new Error('another program reads the database and keeps it from settling');
    return readHead(this.#db);
  }

  clean(what: { readonly id: string } | { readonly beforeSeconds: number; readonly limit: number }): number {
    const { changes } =
      'id' in what
        ? this.#db.prepare('DELETE FROM deregistered WHERE id = ?').run(what.id)
        : this.#db
            .prepare(
              `DELETE FROM deregistered WHERE rowid IN
                 (SELECT rowid FROM deregistered WHERE at < ? ORDER BY at LIMIT ?)`,
            )
            .run(what.beforeSeconds, what.limit);
    return Number(changes);
  }

  prune(nowMs: number, keep: Retention): Pruned {
    const end = systemClock.monotonicMs() + PRUNE_STEP_MS;
    return pruneStep(this.#db, nowMs, keep, () => systemClock.monotonicMs() < end);
  }

  close(): void {
    this.#db.exec('UPDATE head SET clean_stop = 1');
    this.#db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    this.#db.close();
  }
}
