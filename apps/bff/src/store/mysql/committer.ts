import type { Clock } from '../../clock.ts';
import type { Batch } from '../../registry/changes.ts';
import type { CommitOutcome, Decide } from '../../registry/store-port.ts';
import type { MysqlAddress } from './address.ts';
import { adoptInto, type Candidates } from './adoption.ts';
import { writeBatch } from './batch-writing.ts';
import { isConnectionLost, isServerError, Refusal, sentenceOf } from './errors.ts';
import { CannotFollow, type Following } from './following.ts';
import { lockServices } from './foreign-names.ts';
import { lockChanged } from './foreign-rows.ts';
import { beginLocked, type Head } from './head.ts';
import type { KnownNames } from './known-names.ts';
import { touchLate } from './late-commit.ts';
import { loggedBatchId } from './log.ts';
import { NameTaken } from './reference-records.ts';
import type { Db } from './sessions.ts';
import { run } from './statements.ts';

/** A deadlock or a lock that others hold: so often from the beginning, waiting a little longer each time. */
const TRANSIENT_TRIES = 8;
const TRANSIENT_WAIT_MS = 20;
/** No try begins later than this after the first. */
const TRY_WITHIN_MS = 8000;
/** A lost connection: once more over a new one, which also finds out what became of the batch. */
const LOST_TRIES = 2;
/** The reference looks back only 5 s by mtime (contract/store.md §3): a commit this late is stamped again. */
const LATE_MS = 2000;

export interface CommitterParts {
  readonly db: Db;
  readonly address: MysqlAddress;
  readonly clock: Clock;
  readonly following: Following;
}

/** One commit through all its tries. */
interface Attempt {
  readonly decide: Decide;
  readonly startedAt: number;
  /** What was decided last. */
  batch: Batch | null;
  /** COMMIT was sent for it, and no answer came. */
  mayBeWritten: boolean;
  transientTries: number;
  lostTries: number;
}

/** A bug in a decision: thrown on as it is. */
class DecisionFailed extends Error {
  override readonly name = 'DecisionFailed';
}

/** Commits as core.md §6 says: lock the head row first, catch up, decide, write, COMMIT. */
export class Committer {
  readonly #parts: CommitterParts;
  #unresolved = false;
  #turn: Promise<unknown> = Promise.resolve();
  #isWatchful: () => boolean = () => false;
  #running: Promise<unknown> = Promise.resolve();

  constructor(parts: CommitterParts) {
    this.#parts = parts;
  }

  /** Whether commits must look at their rows first, because others write too. */
  watchWhen(isWatchful: () => boolean): void {
    this.#isWatchful = isWatchful;
  }

  /** Resolves when no commit is on its way. */
  async settled(): Promise<void> {
    await this.#running.catch(() => {});
  }

  commit(decide: Decide): Promise<CommitOutcome> {
    const commit = this.#inTurn(() => this.#commit(decide));
    this.#running = commit;
    return commit;
  }

  /** Takes over what others wrote to the reference's tables; answers whether anything of it was news. */
  adopt(candidates: Candidates): Promise<boolean> {
    return this.#inTurn(() => this.#adopt(candidates));
  }

  /** While what became of a batch is not known, nothing is taken over. */
  async #adopt(candidates: Candidates): Promise<boolean> {
    if (this.#unresolved) return false;
    const { following, clock } = this.#parts;
    const batch = await this.#inTransaction(async (db, head, commit) => {
      await following.catchUp(db, head);
      const made = await adoptInto(db, head, following, candidates, clock);
      if (made !== null) await commit();
      return made;
    });
    if (batch !== null) following.handAdopted(batch);
    return batch !== null;
  }

  /** One after another: a batch whose fate is open must not see others come in between. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => {});
    return turn;
  }

  async #commit(decide: Decide): Promise<CommitOutcome> {
    if (this.#unresolved) {
      const batch = decide();
      if (batch === null) return { kind: 'empty' };
      return { kind: 'unknown', batch, info: 'An earlier batch is not resolved yet.' };
    }
    const { following, clock } = this.#parts;
    const attempt: Attempt = {
      ...{ decide, startedAt: clock.monotonicMs(), batch: null, mayBeWritten: false },
      ...{ transientTries: 0, lostTries: 0 },
    };
    try {
      for (;;) {
        try {
          return await this.#try(attempt);
        } catch (error) {
          const end = await this.#afterFailure(attempt, error);
          if (end !== null) return end;
        }
      }
    } finally {
      following.hold(this.#unresolved);
    }
  }

  /** One transaction. */
  #try(attempt: Attempt): Promise<CommitOutcome> {
    return this.#inTransaction(async (db, head, commit) => {
      const { following, clock } = this.#parts;
      const lockedAt = clock.monotonicMs();
      const before = attempt.batch;
      if (before !== null && attempt.mayBeWritten && (await this.#isLogged(db, before))) {
        return this.#durable(before, []);
      }
      attempt.mayBeWritten = false;
      following.hold(false);
      await following.catchUp(db, head);
      following.hold(true);
      if (before === null || before.position !== head.position + 1) attempt.batch = decideWith(attempt, head);
      const { batch } = attempt;
      if (batch === null) return { kind: 'empty' };
      const touched = await this.#write(db, head, batch);
      attempt.mayBeWritten = true;
      await commit();
      attempt.mayBeWritten = false;
      const isLate = clock.monotonicMs() - lockedAt > LATE_MS;
      return this.#durable(batch, isLate ? touched : []);
    });
  }

  async #write(db: Db, head: Head, batch: Batch): Promise<readonly string[]> {
    if (batch.position !== head.position + 1) {
      throw new Refusal(`Position ${batch.position} does not follow ${head.position}.`);
    }
    const { following, clock } = this.#parts;
    if (this.#isWatchful()) {
      const services = await lockServices(db, servicesOf(batch, following.names));
      const ids = await lockChanged(db, idsOf(batch));
      if (services.length + ids.length > 0)
        throw new ChangedByOthers({ names: { namespaces: [], services }, ids });
    }
    return writeBatch(db, head, batch, following.names, clock);
  }

  /** `late`: ids whose rows the reference may have looked past. */
  #durable(batch: Batch, late: readonly string[]): CommitOutcome {
    this.#parts.following.noteOwn(batch);
    if (late.length > 0) this.#running = touchLate(this.#parts.db, late).catch(() => {});
    return { kind: 'durable', batch };
  }

  /** What comes after a try that failed: an end, or null = try again. */
  async #afterFailure(attempt: Attempt, error: unknown): Promise<CommitOutcome | null> {
    if (error instanceof DecisionFailed) throw error.cause;
    const { clock, address } = this.#parts;
    const { batch } = attempt;
    const others = candidatesOf(error);
    if (others !== null && clock.monotonicMs() - attempt.startedAt < TRY_WITHIN_MS) {
      await this.#adopt(others);
      return null;
    }
    const isInTime = clock.monotonicMs() - attempt.startedAt < TRY_WITHIN_MS;
    if (isServerError(error, 'transient') && isInTime && ++attempt.transientTries < TRANSIENT_TRIES) {
      await new Promise<void>((resolve) => clock.after(attempt.transientTries * TRANSIENT_WAIT_MS, resolve));
      return null;
    }
    if (isConnectionLost(error) && !(error instanceof CannotFollow) && ++attempt.lostTries < LOST_TRIES) {
      return null;
    }
    const info = error instanceof CannotFollow ? error.message : sentenceOf(error, address);
    if (batch === null) return { kind: 'out', info };
    if (!attempt.mayBeWritten) return { kind: 'refused', batch, info };
    this.#unresolved = true;
    return { kind: 'unknown', batch, info: `Whether the batch was written is not known. ${info}` };
  }

  async resolve(batch: Batch): Promise<'durable' | 'refused'> {
    // Under the lock: a session whose connection was lost holds it until its commit has come to an end.
    const isLogged = await this.#inTransaction((db) => this.#isLogged(db, batch));
    if (isLogged && this.#parts.following.position < batch.position) this.#parts.following.noteOwn(batch);
    this.#unresolved = false;
    this.#parts.following.hold(false);
    return isLogged ? 'durable' : 'refused';
  }

  async #isLogged(db: Db, batch: Batch): Promise<boolean> {
    return (await loggedBatchId(db, batch.position)) === batch.batchId;
  }

  /** Runs `work` under the lock of the head row. What it has not committed is rolled back. */
  #inTransaction<T>(work: (db: Db, head: Head, commit: () => Promise<void>) => Promise<T>): Promise<T> {
    return this.#parts.db.connection().execute(async (db) => {
      let isCommitted = false;
      try {
        return await work(db, await beginLocked(db), async () => {
          await run(db, 'COMMIT');
          isCommitted = true;
        });
      } finally {
        // A lost connection has rolled back by itself.
        if (!isCommitted) await run(db, 'ROLLBACK').catch(() => {});
      }
    });
  }
}

/** Rows of the batch are not as we know them: what others wrote is taken over first, then it is decided anew. */
class ChangedByOthers extends Refusal {
  readonly candidates: Candidates;

  constructor(candidates: Candidates) {
    super('Another server on the database keeps changing the same services or instances.');
    this.candidates = candidates;
  }
}

function candidatesOf(error: unknown): Candidates | null {
  if (error instanceof ChangedByOthers) return error.candidates;
  if (!(error instanceof NameTaken)) return null;
  return { names: { namespaces: [], services: [error.rowId] }, ids: [] };
}

/** Ids of the instances that a batch writes, in order, without twice the same. */
function idsOf({ changes, shown = [] }: Batch): readonly string[] {
  const ids = changes.flatMap((change) => {
    if (change.kind === 'instance.put') return [change.row.id];
    return change.kind === 'instance.remove' ? [change.id] : [];
  });
  return [...new Set([...ids, ...shown.map(({ id }) => id)])].sort();
}

/** Ids of the services that a batch rests on and has not made itself, in order. */
function servicesOf({ changes }: Batch, names: KnownNames): readonly string[] {
  const ids = new Set<string>();
  for (const change of changes) {
    const key = serviceUnder(change);
    const id = key === undefined ? undefined : names.service(key)?.id;
    if (id !== undefined) ids.add(id);
  }
  return [...ids].sort();
}

/** Key of the service without which a change would make no sense: an instance's own, an edited one, an alias's target. */
function serviceUnder(change: Batch['changes'][number]): number | undefined {
  if (change.kind === 'instance.put') return change.row.service;
  if (change.kind !== 'put') return undefined;
  if (change.of === 'service') return change.value.key;
  return change.of === 'alias' ? change.value.target : undefined;
}

function decideWith(attempt: Attempt, head: Head): Batch | null {
  try {
    return attempt.decide(head.wallMs);
  } catch (error) {
    throw new DecisionFailed('a decision failed', { cause: error });
  }
}
