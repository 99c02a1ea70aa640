import type { Batch, InstanceRow, PackedRow, RecordKind, RecordKinds, RecordPut } from './changes.ts';
import type { Now } from './command.ts';
import type { Foreign } from './foreign.ts';
import type { ForeignAccounts } from './foreign-accounts.ts';
import type { Operation } from './model.ts';

/**
 * The store, as the registry needs it (architecture.md 3). One commit is in flight at a time.
 * Implementations: store/memory (tests), store/sqlite (embedded default), store/mysql (several nodes).
 */
export interface Store {
  /** Human-readable place of the data, for the start-up lines. */
  readonly where: string;

  /** What a check of the data found wrong, one line each; absent or empty = nothing is known to be. */
  readonly damage?: readonly string[];

  /** There where other nodes may write to the same data. */
  readonly shared?: SharedStore;

  /**
   * Reads everything into `into`, in the order records, instances, operations. Answers the position of the last commit (0 for
   * a newborn store). Fails with StoreUnusable where the data cannot be served (newer schema, corrupt, locked).
   */
  load(into: StoreReader): Promise<{ readonly position: number }>;

  /**
   * Calls `decide` once it holds what it must hold (at once for SQLite and memory; for MySQL under the lock of
   * the head row, after catching up) and writes what it returns as one transaction; nothing to write = `empty`.
   */
  commit(decide: Decide): Promise<CommitOutcome>;

  /**
   * After `unknown`: reopens, and says whether that batch is on disk. May be asked again, with the same answer.
   * Rejects while the store is out. A commit before it has answered is `unknown` too, and is not written.
   */
  resolve(batch: Batch): Promise<'durable' | 'refused'>;

  /** Operations but parts of bulk ones, newest first, before `before` (an operation id; absent = from the newest). */
  operations(query: OperationQuery): Promise<readonly Operation[]>;
  /** One operation by id. */
  operation(id: string): Promise<Operation | undefined>;

  /** Removes logically deleted rows for good: one by id, or up to `limit` deleted before `beforeSeconds`. Answers how many. */
  clean(
    what: { readonly id: string } | { readonly beforeSeconds: number; readonly limit: number },
  ): Promise<number>;

  /**
   * Removes what is past its age: old client records, idempotency answers, tombstones, operations
   * (store/retention.ts). Called on a schedule; works in small steps between commits, none of which holds a
   * commit up for more than 5 ms. Answers how many rows went.
   */
  prune(nowMs: number): Promise<number>;

  /** Verifies the hash chains of operations and client records; answers the first break found, else null. */
  verifyHistory(): Promise<HistoryBreak | null>;

  close(): Promise<void>;
}

/**
 * Answers what to write. `wallMs` is the store's own clock where it has one, epoch ms. A call after the first
 * means that what was answered before was not written and never will be: another node was quicker.
 */
export type Decide = (wallMs?: number) => Batch | null;

/** What several nodes on one database take besides (core.md §6). */
export interface SharedStore {
  /**
   * Hands on, from the loaded position on and in order, what other nodes commit. What was answered by `load` is
   * where it begins; to be called once, after it.
   */
  follow(follower: Follower): void;
  /** Takes over what servers beside us have written so far, all of it; to be called once, before serving. */
  adoptAll(): Promise<void>;
  /** Users and groups of the reference's servers, read only (decision 28); null = it keeps none here. */
  accounts(): Promise<ForeignAccounts | null>;
  /**
   * A server of the reference lives on the database and judges health: we follow its verdicts and make none
   * (decision 27).
   */
  readonly hasOtherJudge: boolean;
}

/** Who follows the commits of other nodes. Never called while a batch of our own is between decide and its end. */
export interface Follower {
  /** A durable batch of another node; its position is one more than that of the batch before. */
  apply(batch: Batch): void;
  /**
   * The log no longer reaches back to where we stood, or the database is another one: these are all data at
   * `position`, to be taken over as a whole. A row's body may be kept.
   */
  replace(content: StoreContent): void;
  /**
   * What to append to the log for what servers beside us have written to the reference's tables; null = nothing.
   * Handed back by `apply` once it is durable.
   */
  adopt(foreign: Foreign, now: Now, batchId: string): Batch | null;
  /** The database does not answer; said once. */
  out(info: string): void;
  /** It answers again; said once. */
  back(): void;
}

/** Everything that a store holds, at one position. */
export interface StoreContent {
  readonly position: number;
  readonly records: readonly RecordPut[];
  readonly instances: readonly InstanceRow[];
}

export interface StoreReader {
  record<K extends RecordKind>(of: K, key: string, value: RecordKinds[K]): void;
  /** `row.body` is only valid during the call. */
  instance(row: InstanceRow): void;
  /** Where it is there it may be called in place of `instance`; all of `row` is only valid during the call. */
  packed?(row: PackedRow): void;
}

export type CommitOutcome =
  | { readonly kind: 'durable'; readonly batch: Batch }
  | { readonly kind: 'empty' }
  /** Nothing was decided: the database does not answer. */
  | { readonly kind: 'out'; readonly info: string }
  /** Nothing was written and nothing will be; `info` says why in a sentence. */
  | { readonly kind: 'refused'; readonly batch: Batch; readonly info: string }
  /** It may or may not be on disk: take no writes until `resolve` has answered. */
  | { readonly kind: 'unknown'; readonly batch: Batch; readonly info: string };

/** All filters must hold; absent ones do not count. */
export interface OperationQuery {
  readonly limit: number;
  readonly before?: string;
  /** Epoch ms, the first that counts and the first that no longer does. */
  readonly fromAt?: number;
  readonly toAt?: number;
  /** One action, or several with commas between them; a word with a dot at its end (`user.`) means all of that kind. */
  readonly action?: string;
  /** Name of the actor. */
  readonly by?: string;
  readonly outcome?: string;
  readonly namespace?: string;
  readonly service?: string;
  /** One host, or several with commas between them: operations on any of these, also those that name others as well. */
  readonly host?: string;
  readonly ticket?: string;
}

export interface HistoryBreak {
  readonly chain: 'operations' | 'clients';
  readonly at: string;
  readonly info: string;
}

/** The data cannot be served as they are; the message is one sentence for a person. */
export class StoreUnusable extends Error {
  override readonly name = 'StoreUnusable';
}
