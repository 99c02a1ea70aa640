import { join } from 'node:path';
import type { Batch } from '../../registry/changes.ts';
import type { Operation } from '../../registry/model.ts';
import {
  type CommitOutcome,
  type HistoryBreak,
  type OperationQuery,
  type Store,
  type StoreReader,
  StoreUnusable,
} from '../../registry/store-port.ts';
import { encodeBatch } from '../packed/batch-codec.ts';
import { DEFAULT_RETENTION, type Retention } from '../retention.ts';
import { DATABASE_FILE } from './backup.ts';
import type { ReaderCalls, WriterCalls } from './calls.ts';
import { type FolderLock, lockFolder } from './folder-lock.ts';
import { loadPages, PagesAhead } from './load-pages.ts';
import { LogKeeper } from './log-keeper.ts';
import { WorkerLink, WorkerLost } from './worker-link.ts';

export interface SqliteOptions {
  /** Made if it is not there. Held for this process alone until the store is closed. */
  readonly dataDir: string;
  readonly retention?: Retention;
  /**
   * After a stop that was not clean the data are checked in the background, once they are loaded; this hears
   * what was found.
   */
  readonly onIntegrity?: (report: IntegrityReport) => void;
  /** Calls `run` once that may begin: it needs a processor for seconds. By itself at once. */
  readonly beforeCheck?: (run: () => void) => void;
}

/** `damage`: what is wrong, one line each; empty = the data are sound. */
export interface IntegrityReport {
  readonly damage: readonly string[];
}

/** Starts the two threads of the store; tests put their own in between to see them fail. */
export interface StoreThreads {
  writer(): Promise<WorkerLink<WriterCalls>>;
  reader(): Promise<WorkerLink<ReaderCalls>>;
}

export const threadsOn = (file: string): StoreThreads => ({
  writer: () => WorkerLink.start<WriterCalls>({ role: 'writer', file }),
  reader: () => WorkerLink.start<ReaderCalls>({ role: 'reader', file }),
});

/** Opens the embedded store. Rejects with StoreUnusable, one sentence, where the data cannot be served. */
export async function openSqliteStore(
  options: SqliteOptions,
  threadsFor: (file: string) => StoreThreads = threadsOn,
): Promise<SqliteStore> {
  const lock = lockFolder(options.dataDir);
  const file = join(options.dataDir, DATABASE_FILE);
  try {
    const threads = threadsFor(file);
    const writer = await threads.writer();
    const checkDue = await writer.ask('wasUnclean');
    return new SqliteStore(file, lock, threads, writer, checkDue, options);
  } catch (error) {
    lock.release();
    throw error instanceof WorkerLost
      ? new StoreUnusable(`${file} cannot be used: ${error.message}.`)
      : error;
  }
}

/**
 * The embedded store: SQLite in two threads of its own, one that writes and one that answers questions. See
 * core.md §2 for the three outcomes of a commit and what follows an unknown one.
 */
export class SqliteStore implements Store {
  readonly where: string;
  readonly #lock: FolderLock;
  readonly #threads: StoreThreads;
  readonly #retention: Retention;
  readonly #onIntegrity: (report: IntegrityReport) => void;
  readonly #beforeCheck: (run: () => void) => void;
  readonly #log = new LogKeeper({
    size: () => this.#writer.ask('logPages'),
    checkpointBeside: () => this.#read((reader) => reader.ask('checkpoint')),
    checkpointAlone: () => this.#writer.ask('checkpoint'),
  });
  #writer: WorkerLink<WriterCalls>;
  #reader: Promise<WorkerLink<ReaderCalls>> | null = null;
  /** While the data are checked. */
  #checker: Promise<WorkerLink<ReaderCalls>> | null = null;
  /** Until a check has found the data sound: the next start makes it if this one does not. */
  #checkDue: boolean;
  #checkBegun = false;
  #damage: readonly string[] = [];
  /** What was read since the opening, until it is taken or no longer true. */
  #ahead: PagesAhead | null;
  /** Set from an unknown commit until `resolve` has answered. */
  #unresolved = false;
  /** Writing threads that died; the second one is one too many (core.md §2). */
  readonly #dead = new Set<WorkerLink<WriterCalls>>();
  #committing: Promise<unknown> | null = null;
  #closed = false;

  constructor(
    file: string,
    lock: FolderLock,
    threads: StoreThreads,
    writer: WorkerLink<WriterCalls>,
    checkDue: boolean,
    options: SqliteOptions,
  ) {
    this.where = file;
    this.#lock = lock;
    this.#threads = threads;
    this.#writer = writer;
    this.#ahead = new PagesAhead(writer);
    this.#checkDue = checkDue;
    this.#retention = options.retention ?? DEFAULT_RETENTION;
    this.#onIntegrity = options.onIntegrity ?? (() => {});
    this.#beforeCheck = options.beforeCheck ?? ((run) => run());
  }

  get damage(): readonly string[] {
    return this.#damage;
  }

  async load(into: StoreReader): Promise<{ readonly position: number }> {
    this.#assertOpen();
    const pages = this.#ahead ?? new PagesAhead(this.#writer);
    this.#ahead = null;
    const position = await loadPages(pages, this.where, into);
    if (this.#checkDue && !this.#checkBegun) {
      this.#checkBegun = true;
      this.#beforeCheck(() => void this.#checkIntegrity());
    }
    return { position };
  }

  async commit(decide: () => Batch | null): Promise<CommitOutcome> {
    this.#assertOpen();
    if (this.#committing) throw new Error('a commit is in flight already');
    const batch = decide();
    if (batch === null) return { kind: 'empty' };
    this.#ahead = null;
    const commit = this.#send(batch);
    this.#committing = commit;
    try {
      return await commit;
    } finally {
      this.#committing = null;
    }
  }

  async #send(batch: Batch): Promise<CommitOutcome> {
    if (this.#unresolved) return this.#unknown(batch, 'An earlier batch is not resolved yet.');
    const packed = this.#pack(batch);
    if (typeof packed === 'string') return { kind: 'refused', batch, info: packed };
    try {
      const written = await this.#writer.ask('commit', packed);
      if (written.kind === 'durable') this.#log.committed();
      return written.kind === 'unknown' ? this.#unknown(batch, written.info) : { ...written, batch };
    } catch (error) {
      return this.#unknown(batch, `Whether the batch was written is not known: ${messageOf(error)}.`);
    }
  }

  /** A batch that cannot be packed is a bug of who made it, and no reason to stop writing the others. */
  #pack(batch: Batch): ArrayBuffer | string {
    try {
      return encodeBatch(batch);
    } catch (error) {
      return `The batch could not be packed: ${messageOf(error)}.`;
    }
  }

  #unknown(batch: Batch, info: string): CommitOutcome {
    this.#unresolved = true;
    return { kind: 'unknown', batch, info };
  }

  async resolve(batch: Batch): Promise<'durable' | 'refused'> {
    this.#assertOpen();
    if (this.#unresolved || this.#writer.lost) {
      await this.#reopen();
      // What the log held when a sync failed may be in memory only: settled, it is on disk by another way.
      await this.#writer.ask('settle');
    }
    const last = await this.#writer.ask('lastCommit');
    if (last.position > batch.position) throw new Error(`asked about batch ${batch.position} too late`);
    this.#unresolved = false;
    return last.position === batch.position && last.batchId === batch.batchId ? 'durable' : 'refused';
  }

  /** Ends all threads, whose handles may be bad, and opens the database anew. */
  async #reopen(): Promise<void> {
    if (this.#writer.lost?.died) this.#dead.add(this.#writer);
    if (this.#dead.size > 1) {
      throw new StoreUnusable(
        "The store's thread died twice: writes stay refused until Cynosure is started again.",
      );
    }
    // A check that reads on would keep the log from settling; it ends, and that it could not be made is told.
    await Promise.all([this.#dropReader(), this.#stopChecker()]);
    await this.#writer.stop();
    this.#writer = await this.#threads.writer();
  }

  async operations(query: OperationQuery): Promise<readonly Operation[]> {
    const bodies = await this.#read((reader) => reader.ask('operations', query));
    // Each body was written from an Operation.
    return bodies.map((body) => JSON.parse(body) as Operation);
  }

  async operation(id: string): Promise<Operation | undefined> {
    const body = await this.#read((reader) => reader.ask('operation', id));
    return body === undefined ? undefined : (JSON.parse(body) as Operation);
  }

  clean(
    what: { readonly id: string } | { readonly beforeSeconds: number; readonly limit: number },
  ): Promise<number> {
    this.#assertOpen();
    return this.#writer.ask('clean', what);
  }

  async prune(nowMs: number): Promise<number> {
    this.#assertOpen();
    let total = 0;
    try {
      for (;;) {
        const { removed, more } = await this.#writer.ask('prune', nowMs, this.#retention);
        total += removed;
        if (!more || this.#closed) return total;
        await this.#committing;
      }
    } catch (error) {
      // The thread is gone: the next commit deals with that, and the next pruning finds what is left.
      if (error instanceof WorkerLost) return total;
      throw error;
    }
  }

  verifyHistory(): Promise<HistoryBreak | null> {
    return this.#read((reader) => reader.ask('verifyHistory'));
  }

  /** Writes one moment of the data as a database file of its own, while commits go on. */
  async backup(toFile: string): Promise<void> {
    await this.#read((reader) => reader.ask('backup', toFile));
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#committing;
    await Promise.all([this.#dropReader(), this.#stopChecker()]);
    try {
      if (!this.#unresolved) await this.#writer.ask('close', !this.#checkDue);
    } catch {
      // Everything acknowledged is on disk; the next start sees that the stop was not clean and checks.
    }
    await this.#writer.stop();
    this.#lock.release();
  }

  /** In a thread of its own: it takes seconds, and neither questions nor checkpoints should wait behind it. */
  async #checkIntegrity(): Promise<void> {
    if (this.#closed) return;
    try {
      this.#checker = this.#threads.reader();
      const damage = await (await this.#checker).ask('quickCheck');
      this.#checkDue = damage.length > 0;
      this.#damage = damage;
      if (!this.#closed) this.#onIntegrity({ damage });
    } catch (error) {
      if (!this.#closed) this.#onIntegrity({ damage: [`the check could not be made: ${messageOf(error)}`] });
    }
    await this.#stopChecker();
  }

  async #stopChecker(): Promise<void> {
    await stopped(this.#checker);
    this.#checker = null;
  }

  async #read<T>(question: (reader: WorkerLink<ReaderCalls>) => Promise<T>): Promise<T> {
    this.#assertOpen();
    this.#reader ??= this.#threads.reader();
    try {
      return await question(await this.#reader);
    } catch (error) {
      if (error instanceof WorkerLost || error instanceof StoreUnusable) await this.#dropReader();
      throw error;
    }
  }

  async #dropReader(): Promise<void> {
    const reader = this.#reader;
    this.#reader = null;
    await stopped(reader);
  }

  #assertOpen(): void {
    if (this.#closed) throw new Error('the store is closed');
  }
}

async function stopped(thread: Promise<WorkerLink<ReaderCalls>> | null): Promise<void> {
  try {
    await (await thread)?.stop();
  } catch {
    // It never started.
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
