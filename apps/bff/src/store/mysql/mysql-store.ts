import type { Clock } from '../../clock.ts';
import type { Batch } from '../../registry/changes.ts';
import type { Operation } from '../../registry/model.ts';
import {
  type CommitOutcome,
  type Decide,
  type Follower,
  type HistoryBreak,
  type OperationQuery,
  type SharedStore,
  type Store,
  type StoreReader,
  StoreUnusable,
} from '../../registry/store-port.ts';
import { DEFAULT_RETENTION, type Retention } from '../retention.ts';
import { type MysqlAddress, shownAddress } from './address.ts';
import { Beside } from './beside.ts';
import { cleanInstances } from './cleaning.ts';
import { Committer } from './committer.ts';
import { sentenceOf } from './errors.ts';
import { Following } from './following.ts';
import { readForeignAccounts } from './foreign-accounts.ts';
import { findOperation, findOperations, verifyHistory } from './history.ts';
import { inSnapshot, loadAll } from './loading.ts';
import { prepareTables } from './opening.ts';
import { pruneAll } from './pruning.ts';
import { type Db, openSessions } from './sessions.ts';

export interface MysqlOptions {
  readonly address: MysqlAddress;
  readonly clock: Clock;
  readonly retention?: Retention;
}

const READERS = 4;

/** Opens the database, making what is missing. Rejects with StoreUnusable, one sentence, where it cannot be used. */
export async function openMysqlStore(options: MysqlOptions): Promise<MysqlStore> {
  const { address } = options;
  const reader = openSessions(address, { connections: READERS, isWriter: false });
  const writer = openSessions(address, { connections: 1, isWriter: true });
  try {
    await prepareTables(reader, address);
    const store = new MysqlStore(options, reader, writer);
    await store.begin();
    return store;
  } catch (error) {
    await Promise.allSettled([reader.destroy(), writer.destroy()]);
    throw error instanceof StoreUnusable ? error : new StoreUnusable(sentenceOf(error, address));
  }
}

/**
 * The store of several nodes on one MySQL or MariaDB: the reference's own tables, and ours beside them (core.md §6).
 * A commit locks the head row, catches up with the log, lets decide, and writes rows, log record and head as one
 * transaction. The log is the only order; what other nodes commit is followed from it.
 */
export class MysqlStore implements Store {
  readonly where: string;
  readonly shared: SharedStore;
  readonly #address: MysqlAddress;
  readonly #retention: Retention;
  readonly #reader: Db;
  readonly #writer: Db;
  readonly #following: Following;
  readonly #committer: Committer;
  readonly #beside: Beside;
  #closed = false;

  constructor({ address, clock, retention }: MysqlOptions, reader: Db, writer: Db) {
    this.where = shownAddress(address);
    this.#address = address;
    this.#retention = retention ?? DEFAULT_RETENTION;
    this.#reader = reader;
    this.#writer = writer;
    this.#following = new Following({ db: reader, address, clock });
    this.#committer = new Committer({ db: writer, address, clock, following: this.#following });
    this.#beside = new Beside({
      ...{ db: reader, database: address.database, clock },
      ...{ following: this.#following, committer: this.#committer },
    });
    this.#committer.watchWhen(() => this.#beside.isWatchful);
    const beside = this.#beside;
    this.shared = {
      follow: (follower: Follower) => this.#following.start(follower),
      async adoptAll() {
        await beside.takeAll();
        beside.start();
      },
      accounts: () => readForeignAccounts(this.#reader),
      get hasOtherJudge() {
        return beside.hasLeader;
      },
    };
  }

  /** Looks where the database stands; to be called once, before anything else. */
  begin(): Promise<void> {
    return this.#following.begin();
  }

  async load(into: StoreReader): Promise<{ readonly position: number }> {
    this.#assertOpen();
    const { names } = this.#following;
    try {
      names.clear();
      const head = await loadAll(this.#reader, {
        record: (of, key, value) => {
          names.noteLoaded(of, key, value);
          into.record(of, key, value);
        },
        instance: (row) => into.instance(row),
      });
      this.#following.standAt(head);
      return { position: head.position };
    } catch (error) {
      if (error instanceof RangeError || error instanceof SyntaxError) {
        throw new StoreUnusable(`A row in ${this.where} cannot be read: ${error.message}.`);
      }
      throw error;
    }
  }

  commit(decide: Decide): Promise<CommitOutcome> {
    this.#assertOpen();
    return this.#committer.commit(decide);
  }

  resolve(batch: Batch): Promise<'durable' | 'refused'> {
    this.#assertOpen();
    return this.#committer.resolve(batch);
  }

  operations(query: OperationQuery): Promise<readonly Operation[]> {
    this.#assertOpen();
    return findOperations(this.#reader, query);
  }

  operation(id: string): Promise<Operation | undefined> {
    this.#assertOpen();
    return findOperation(this.#reader, id);
  }

  clean(
    what: { readonly id: string } | { readonly beforeSeconds: number; readonly limit: number },
  ): Promise<number> {
    this.#assertOpen();
    return cleanInstances(this.#reader, what);
  }

  prune(nowMs: number): Promise<number> {
    this.#assertOpen();
    return pruneAll(this.#reader, this.#address.database, nowMs, this.#retention);
  }

  verifyHistory(): Promise<HistoryBreak | null> {
    this.#assertOpen();
    return inSnapshot(this.#reader, verifyHistory);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#beside.stop();
    await this.#following.stop();
    await this.#committer.settled();
    await Promise.allSettled([this.#reader.destroy(), this.#writer.destroy()]);
  }

  #assertOpen(): void {
    if (this.#closed) throw new Error('the store is closed');
  }
}
