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
import { verifyChain } from '../hash-chain.ts';
import { matches } from '../operation-query.ts';
import { DEFAULT_RETENTION } from '../retention.ts';
import { MemoryDisk } from './memory-disk.ts';

/** What the next commit shall come to. `unknownDurable` is on disk, `unknownLost` is not; neither is told. */
export type Fault = 'refused' | 'unknownDurable' | 'unknownLost';

/** A commit that waits until the test lets it go on. */
export interface HeldCommit {
  /** Resolves when the commit has arrived and waits. */
  readonly reached: Promise<void>;
  release(): void;
}

/**
 * A store for tests: keeps the port's contract, can be told to fail, and leaves its data on a MemoryDisk
 * under which the next one can be opened as after a restart.
 */
export class MemoryStore implements Store {
  readonly where = 'memory';
  readonly disk: MemoryDisk;
  #fault: Fault | null = null;
  #hold: { arrived: () => void; released: Promise<void> } | null = null;
  #unresolved = false;
  #out = false;
  #closed = false;

  constructor(disk: MemoryDisk = new MemoryDisk()) {
    this.disk = disk;
  }

  /** The next commit ends so; later ones are as usual again. */
  failNext(fault: Fault): void {
    this.#fault = fault;
  }

  /** The next commit is slow: it waits, undecided about its end, until released. */
  holdNext(): HeldCommit {
    const reached = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    this.#hold = { arrived: reached.resolve, released: released.promise };
    return { reached: reached.promise, release: released.resolve };
  }

  /** While out, commits are unknown and not written, and `resolve` rejects. */
  setOut(out: boolean): void {
    this.#out = out;
  }

  async load(into: StoreReader): Promise<{ readonly position: number }> {
    this.#assertOpen();
    this.disk.read(into);
    return { position: this.disk.position };
  }

  async commit(decide: () => Batch | null): Promise<CommitOutcome> {
    this.#assertOpen();
    const batch = decide();
    if (batch === null) return { kind: 'empty' };
    const fault = this.#fault;
    this.#fault = null;
    await this.#whileHeld();
    if (this.#out || this.#unresolved || fault === 'unknownLost') return this.#unknown(batch);
    if (fault === 'refused') return { kind: 'refused', batch, info: 'The store was told to refuse.' };
    const why = this.disk.write(batch);
    if (why !== null) return { kind: 'refused', batch, info: why };
    return fault === 'unknownDurable' ? this.#unknown(batch) : { kind: 'durable', batch };
  }

  async resolve(batch: Batch): Promise<'durable' | 'refused'> {
    this.#assertOpen();
    if (this.#out) throw new StoreUnusable('The store is out.');
    if (this.disk.position > batch.position) throw new Error(`asked about batch ${batch.position} too late`);
    this.#unresolved = false;
    return this.disk.position === batch.position && this.disk.batchId === batch.batchId
      ? 'durable'
      : 'refused';
  }

  async operations(query: OperationQuery): Promise<readonly Operation[]> {
    this.#assertOpen();
    const all = this.disk.operationsNewestFirst();
    const cursor = query.before === undefined ? -1 : all.findIndex((one) => one.id === query.before);
    if (query.before !== undefined && cursor === -1) return [];
    return all
      .slice(cursor + 1)
      .filter((one) => matches(one, query))
      .slice(0, Math.max(0, query.limit));
  }

  async operation(id: string): Promise<Operation | undefined> {
    this.#assertOpen();
    return this.disk.operationsNewestFirst().find((one) => one.id === id);
  }

  async clean(what: { readonly id: string } | { readonly beforeSeconds: number; readonly limit: number }) {
    this.#assertOpen();
    const { tombstones } = this.disk;
    if ('id' in what) return Number(tombstones.delete(what.id));
    const old = [...tombstones].filter(([, at]) => at < what.beforeSeconds).sort(([, a], [, b]) => a - b);
    const gone = old.slice(0, what.limit);
    for (const [id] of gone) tombstones.delete(id);
    return gone.length;
  }

  async prune(nowMs: number): Promise<number> {
    this.#assertOpen();
    return this.disk.prune(nowMs, DEFAULT_RETENTION);
  }

  async verifyHistory(): Promise<HistoryBreak | null> {
    this.#assertOpen();
    const { operations, clients } = this.disk;
    return (
      verifyChain('operations', operations.anchor, operations.head, operations.links) ??
      verifyChain('clients', clients.anchor, clients.head, clients.links)
    );
  }

  async close(): Promise<void> {
    this.#closed = true;
  }

  async #whileHeld(): Promise<void> {
    const hold = this.#hold;
    this.#hold = null;
    hold?.arrived();
    await hold?.released;
  }

  #unknown(batch: Batch): CommitOutcome {
    this.#unresolved = true;
    return { kind: 'unknown', batch, info: 'Whether the batch was written is not known.' };
  }

  #assertOpen(): void {
    if (this.#closed) throw new Error('the store is closed');
  }
}
