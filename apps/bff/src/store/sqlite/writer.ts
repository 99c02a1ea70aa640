import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { systemClock } from '../../clock.ts';
import { StoreUnusable } from '../../registry/store-port.ts';
import type { Retention } from '../retention.ts';
import { BatchWriter, type Written } from './batch-writer.ts';
import type { LastCommit, WriterCalls } from './calls.ts';
import { checkpoint } from './checkpoint.ts';
import { readHead } from './head.ts';
import { CACHE_KIB, closeQuietly, openDatabase } from './open-database.ts';
import { type Page, readPages } from './page-reader.ts';
import { type Pruned, pruneStep } from './pruning.ts';
import { sentenceFor } from './sqlite-errors.ts';

/** A step of pruning ends after this long, because the next commit may be waiting behind it. */
const PRUNE_STEP_MS = 1;

/** From so many pages of 4 KiB on the log is not left to others any more (log-keeper.ts): 64 MiB. */
const LOG_LIMIT_PAGES = 16_384;

/** The one that writes the database: everything that the writing thread does, without the thread. */
export class Writer implements WriterCalls {
  readonly #db: DatabaseSync;
  readonly #batches: BatchWriter;
  readonly #logSize: StatementSync;
  readonly #wasUnclean: boolean;
  #pages: Generator<Page> | null = null;

  /** Throws StoreUnusable where the data cannot be served. */
  constructor(file: string) {
    this.#db = openDatabase(file);
    try {
      this.#wasUnclean = this.#db.prepare('SELECT clean_stop FROM head').get()?.clean_stop === 0;
      this.#db.exec('UPDATE head SET clean_stop = 0');
      this.#batches = new BatchWriter(this.#db);
      this.#logSize = this.#db.prepare('PRAGMA wal_checkpoint(NOOP)');
    } catch (error) {
      closeQuietly(this.#db);
      throw new StoreUnusable(sentenceFor(error, file));
    }
  }

  wasUnclean(): boolean {
    return this.#wasUnclean;
  }

  startLoad(): void {
    // Each page is read once: kept, they would take the room of the whole cache.
    this.#db.exec('PRAGMA cache_size = -1024');
    this.#pages = readPages(this.#db, readHead(this.#db).position);
  }

  nextPage(): Page {
    const next = this.#pages?.next();
    if (next?.done === false) return next.value;
    this.#db.exec(`PRAGMA cache_size = -${CACHE_KIB}; PRAGMA shrink_memory`);
    // Asked for ahead of the end.
    return { kind: 'end', position: readHead(this.#db).position };
  }

  commit(packed: ArrayBuffer): Written {
    return this.#batches.write(packed);
  }

  logPages(): number {
    return Number(this.#logSize.get()?.log);
  }

  checkpoint(): void {
    checkpoint(this.#db);
  }

  /** To be called between commits, after the last one was answered. Throws where the disk fails. */
  limitLog(): void {
    if (this.logPages() >= LOG_LIMIT_PAGES) this.checkpoint();
  }

  settle(): void {
    const done = this.#db.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get();
    if (done?.busy !== 0) throw new Error('another program reads the database and keeps it from settling');
  }

  lastCommit(): LastCommit {
    const { position, batchId } = readHead(this.#db);
    return { position, batchId };
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

  close(isSound: boolean): void {
    this.#db.exec(`UPDATE head SET clean_stop = ${isSound ? 1 : 0}`);
    this.#db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    this.#db.close();
  }
}
