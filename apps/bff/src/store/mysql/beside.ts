import type { Cancel, Clock } from '../../clock.ts';
import type { Committer } from './committer.ts';
import type { Following } from './following.ts';
import { changedNames, type NamesToLookAt } from './foreign-names.ts';
import { changedInRange, changedSince, FOREIGN_AT_ONCE, rangeAfter } from './foreign-rows.ts';
import { oldestUnseenSecond } from './oldest-change.ts';
import type { Db } from './sessions.ts';
import { ask, run } from './statements.ts';

const LOOK_EVERY_MS = 500;
const RANGE_EVERY_MS = 250;
/** All names are compared once for so many looks. */
const ALL_NAMES_EVERY = 120;
/** A leader of the reference that has not renewed for so long is gone (contract/store.md §4). */
const LEASE_SECONDS = 10;
/** After a change of somebody else's, commits look at their rows first for so long. */
const WATCHFUL_MS = 600_000;

export interface BesideParts {
  readonly db: Db;
  readonly database: string;
  readonly clock: Clock;
  readonly following: Following;
  readonly committer: Committer;
}

/**
 * Follows what servers of the reference write to the same tables (core.md §6, "Foreign rows"). A look finds what
 * differs from what we know; taking it over happens under the lock of the head row, where it is compared again. A
 * lock of the database lets one node look at a time: that saves work, and nothing rests on it.
 */
export class Beside {
  readonly #parts: BesideParts;
  #since: number | null = null;
  #looks = 0;
  #range = 0;
  #busy: Promise<void> | null = null;
  #stops: readonly Cancel[] = [];
  #hasLeader = false;
  #lastForeignAt = Number.NEGATIVE_INFINITY;

  constructor(parts: BesideParts) {
    this.#parts = parts;
  }

  /** A server of the reference leads its checkers now. */
  get hasLeader(): boolean {
    return this.#hasLeader;
  }

  /** Others write, or did a short while ago: commits look at their rows first. */
  get isWatchful(): boolean {
    return this.#hasLeader || this.#parts.clock.monotonicMs() - this.#lastForeignAt < WATCHFUL_MS;
  }

  start(): void {
    const { clock } = this.#parts;
    this.#stops = [
      clock.every(LOOK_EVERY_MS, () => this.#once((db) => this.#look(db))),
      clock.every(RANGE_EVERY_MS, () => this.#once((db) => this.#reconcileNext(db))),
    ];
  }

  async stop(): Promise<void> {
    for (const stop of this.#stops) stop();
    await this.#busy;
  }

  /** Takes over everything that differs, before anything is served. */
  async takeAll(): Promise<void> {
    const { db } = this.#parts;
    this.#since = await oldestUnseenSecond(db);
    await this.#noteLeader(db);
    await this.#adopt(await changedNames(db, this.#parts.following.names, null), []);
    for (let range = 0; ; ) {
      if (await this.#reconcile(db, range)) continue;
      range = rangeAfter(range);
      if (range === 0) break;
    }
    // What was there before says nothing about who writes now.
    this.#lastForeignAt = Number.NEGATIVE_INFINITY;
  }

  /** One at a time, here and among the nodes; what fails is found again by the next look. */
  #once(work: (db: Db) => Promise<void>): void {
    if (this.#busy !== null) return;
    const { db, database } = this.#parts;
    this.#busy = db
      .connection()
      .execute(async (one) => {
        const lock = `cynosure_beside:${database}`;
        const [got] = await ask<{ got: number }>(one, 'SELECT GET_LOCK(?, 0) AS got', [lock]);
        if (got?.got !== 1) return;
        try {
          await work(one);
        } finally {
          await run(one, 'DO RELEASE_LOCK(?)', [lock]).catch(() => {});
        }
      })
      .catch(() => {})
      .finally(() => {
        this.#busy = null;
      });
  }

  async #look(db: Db): Promise<void> {
    const { names } = this.#parts.following;
    // Before the rows are read: what is uncommitted now is looked for by the next look.
    const next = await oldestUnseenSecond(db);
    const since = this.#since ?? next;
    await this.#noteLeader(db);
    this.#looks += 1;
    const allNames = this.#looks % ALL_NAMES_EVERY === 0;
    const changed = await changedNames(db, names, allNames ? null : since);
    const ids = await changedSince(db, since);
    await this.#adopt(changed, ids);
    // A full page means that there may be more of the same time.
    if (ids.length < FOREIGN_AT_ONCE) this.#since = next;
  }

  async #reconcileNext(db: Db): Promise<void> {
    if (!(await this.#reconcile(db, this.#range))) this.#range = rangeAfter(this.#range);
  }

  /** Answers whether the range held a full page, so that it is to be looked at again. */
  async #reconcile(db: Db, range: number): Promise<boolean> {
    const ids = await changedInRange(db, range);
    await this.#adopt({ namespaces: [], services: [] }, ids);
    return ids.length === FOREIGN_AT_ONCE;
  }

  async #adopt(names: NamesToLookAt, ids: readonly string[]): Promise<void> {
    if (names.namespaces.length + names.services.length + ids.length === 0) return;
    const wasNews = await this.#parts.committer.adopt({ names, ids });
    if (wasNews) this.#lastForeignAt = this.#parts.clock.monotonicMs();
  }

  async #noteLeader(db: Db): Promise<void> {
    const [row] = await ask<{ n: number }>(
      db,
      `SELECT COUNT(*) AS n FROM leader_election
        WHERE elect_key = 'polaris.checker' AND leader <> '' AND mtime > NOW() - INTERVAL ? SECOND`,
      [LEASE_SECONDS],
    );
    this.#hasLeader = Number(row?.n ?? 0) > 0;
  }
}
