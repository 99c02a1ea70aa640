import type { Cancel, Clock } from '../../clock.ts';
import type { Batch, InstanceRow, RecordPut } from '../../registry/changes.ts';
import { put } from '../../registry/changes.ts';
import type { Now } from '../../registry/command.ts';
import type { Foreign } from '../../registry/foreign.ts';
import type { Follower } from '../../registry/store-port.ts';
import type { MysqlAddress } from './address.ts';
import { sentenceOf } from './errors.ts';
import { type Head, readHead } from './head.ts';
import { KnownNames } from './known-names.ts';
import { loadAll } from './loading.ts';
import { readLog } from './log.ts';
import type { Db } from './sessions.ts';

/** The head is looked at so often. */
const LOOK_EVERY_MS = 200;
/** The database counts as out when it has not answered for so long. */
const OUT_AFTER_MS = 1000;

export interface FollowingParts {
  readonly db: Db;
  readonly address: MysqlAddress;
  readonly clock: Clock;
}

/** This node cannot take over what another one has committed; it must not decide anything any more. */
export class CannotFollow extends Error {
  override readonly name = 'CannotFollow';
}

/**
 * Where this node stands in the log, and the hand that brings it forward: what other nodes committed is handed on
 * in order of position, by a look every 200 ms and by each commit of our own before it decides. A position is taken
 * under the lock of the head row and becomes visible with it, so no commit can be missed, however late it is.
 */
export class Following {
  readonly names = new KnownNames();
  readonly #parts: FollowingParts;
  #follower: Follower | null = null;
  #position = 0;
  #epoch = '';
  #isHeld = false;
  #looking: Promise<void> | null = null;
  #answeredAt: number;
  #isOut = false;
  #failure = '';
  #stopLooking: Cancel = () => {};
  #broken: CannotFollow | null = null;

  constructor(parts: FollowingParts) {
    this.#parts = parts;
    this.#answeredAt = parts.clock.monotonicMs();
  }

  /** Position of the last batch that is applied here. */
  get position(): number {
    return this.#position;
  }

  async begin(): Promise<void> {
    this.standAt(await readHead(this.#parts.db));
  }

  standAt({ position, epoch }: Pick<Head, 'position' | 'epoch'>): void {
    this.#position = position;
    this.#epoch = epoch;
  }

  start(follower: Follower): void {
    const { clock } = this.#parts;
    this.#follower = follower;
    this.#answeredAt = clock.monotonicMs();
    this.#stopLooking = clock.every(LOOK_EVERY_MS, () => {
      this.#looking ??= this.#look().finally(() => {
        this.#looking = null;
      });
      this.#noteSilence();
    });
  }

  async stop(): Promise<void> {
    this.#stopLooking();
    this.#follower = null;
    await this.#looking;
  }

  /** While a batch of our own is between its decision and its end, nothing of others is handed on. */
  hold(isHeld: boolean): void {
    this.#isHeld = isHeld;
  }

  /** A batch of our own is durable. */
  noteOwn(batch: Batch): void {
    this.#position = batch.position;
    this.#noteNames(batch);
  }

  /** See Follower.adopt; nobody follows = nothing is taken over. */
  adopt(foreign: Foreign, now: Now, batchId: string): Batch | null {
    return this.#follower?.adopt(foreign, now, batchId) ?? null;
  }

  /** Hands on a batch that was made under the lock for what others wrote, now that it is durable. */
  handAdopted(batch: Batch): void {
    this.#hand(batch);
  }

  /** Hands on everything up to the head, which is locked: nothing can come after it. */
  async catchUp(db: Db, head: Head): Promise<void> {
    if (this.#broken !== null) throw this.#broken;
    if (head.epoch === this.#epoch && head.position === this.#position) return;
    const isSame = head.epoch === this.#epoch && head.position > this.#position;
    if (isSame) {
      for await (const batch of readLog(db, this.#position, head.position)) this.#hand(batch);
    }
    if (this.#position !== head.position || head.epoch !== this.#epoch) await this.#takeAnew(db);
  }

  async #look(): Promise<void> {
    const { db, clock } = this.#parts;
    try {
      const head = await readHead(db);
      this.#answeredAt = clock.monotonicMs();
      if (this.#isOut) {
        this.#isOut = false;
        this.#follower?.back();
      }
      if (this.#isHeld || this.#broken !== null || this.#follower === null) return;
      if (head.epoch !== this.#epoch || head.position < this.#position) {
        // Left to the next commit or look: a look may be older than what a commit has brought since.
        const again = await readHead(db);
        if (again.epoch !== this.#epoch || again.position < this.#position) await this.#takeAnew(db);
        return;
      }
      for await (const batch of readLog(db, this.#position, head.position)) {
        if (this.#isHeld) return;
        this.#hand(batch);
      }
      if (this.#position < head.position && !this.#isHeld) await this.#takeAnew(db);
    } catch (error) {
      this.#failure = sentenceOf(error, this.#parts.address);
      this.#noteSilence();
    }
  }

  #noteSilence(): void {
    const silentMs = this.#parts.clock.monotonicMs() - this.#answeredAt;
    if (this.#isOut || silentMs < OUT_AFTER_MS) return;
    this.#isOut = true;
    this.#follower?.out(this.#failure || 'The database does not answer.');
    this.#failure = '';
  }

  #hand(batch: Batch): void {
    if (batch.position !== this.#position + 1) return;
    try {
      this.#follower?.apply(batch);
    } catch (error) {
      this.#break(error);
    }
    this.noteOwn(batch);
  }

  /** The log does not reach back to where we stand, or the database is another one. */
  async #takeAnew(db: Db): Promise<void> {
    const records: RecordPut[] = [];
    const instances: InstanceRow[] = [];
    const head = await loadAll(db, {
      record: (of, key, value) => records.push(put(of, key, value)),
      instance: (row) => instances.push({ ...row, body: Uint8Array.from(row.body) }),
    });
    if (this.#isHeld || (head.epoch === this.#epoch && head.position <= this.#position)) return;
    this.names.clear();
    for (const record of records) this.names.note(record);
    try {
      this.#follower?.replace({ position: head.position, records, instances });
    } catch (error) {
      this.#break(error);
    }
    this.standAt(head);
  }

  #break(error: unknown): never {
    const why = error instanceof Error ? error.message : String(error);
    this.#broken = new CannotFollow(`This node cannot follow the others: ${why}.`);
    this.#follower?.out(this.#broken.message);
    throw this.#broken;
  }

  #noteNames(batch: Batch): void {
    for (const change of batch.changes) {
      if (change.kind === 'put' || change.kind === 'remove') this.names.note(change);
    }
  }
}
