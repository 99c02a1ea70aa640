import type { BulkJob } from '@cynosure/shared/console/bulk.ts';
import { done, isDone, type Outcome } from '@cynosure/shared/outcome.ts';
import {
  BATCH_SIZE,
  type BatchAnswer,
  bulkBatch,
  concludeBulk,
} from '../../registry/commands/bulk/bulk-batch.ts';
import type { Registry } from '../../registry/registry.ts';
import { type NewJob, RunningJob } from './running-job.ts';

/** Jobs that are over are kept for who asks for their results. */
const KEPT_MS = 60 * 60_000;
const MOST_KEPT = 200;
/** Where the store is out when an operation is to be written at its end. */
const AGAIN_MS = 1_000;

const CANCELLED = 'it was stopped between two batches';
const STORE_OUT = 'the store was out; the rest was not changed';
const SERVER_STOPPED = 'the server stopped while it ran; the rest was not changed';

/**
 * Bulk commands that run: batch by batch, each a commit of its own, so that everybody else's writes get their
 * turns in between. They belong to the server: the browser that started one may go.
 */
export class BulkJobs {
  readonly #registry: Registry;
  readonly #jobs = new Map<string, RunningJob>();
  #stopped = false;

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  /** Starts one; answers when its first batch is durable and visible, or why that was refused: then nothing is done. */
  async start(job: NewJob): Promise<Outcome<RunningJob>> {
    const running = new RunningJob(job, this.#registry.clock.wallMs());
    this.#forgetOld();
    const first = await this.#batch(running);
    if (!isDone(first)) return first;
    this.#jobs.set(running.id, running);
    running.finished = this.#rest(running);
    if (running.remaining === 0) await running.finished;
    return done(running);
  }

  find(id: string): RunningJob | undefined {
    return this.#jobs.get(id);
  }

  /** Those that run, oldest first. */
  running(): BulkJob[] {
    return [...this.#jobs.values()].filter(({ isOver }) => !isOver).map((job) => job.view());
  }

  /** Stops it after the batch that is running; what is done stays. False: there is none, or it is over. */
  cancel(id: string): boolean {
    const job = this.#jobs.get(id);
    if (job === undefined || job.isOver) return false;
    job.cancelled = true;
    return true;
  }

  /** Writes the operations of what the server's last stop cut off, so that the history names what was done. */
  async concludeLeftovers(): Promise<void> {
    for (const progress of [...this.#registry.state.kept.bulk.values()])
      await this.#registry.run(concludeBulk(progress, SERVER_STOPPED));
  }

  /** What runs goes no further; the next start concludes it. */
  stop(): void {
    this.#stopped = true;
  }

  async #batch(job: RunningJob): Promise<Outcome<BatchAnswer>> {
    const ids = job.next(BATCH_SIZE);
    const command = bulkBatch({
      ids,
      work: job.work,
      by: job.progress.by,
      overridden: job.overridden,
      progress: job.progress,
      isLast: job.remaining === 0,
    });
    const isFirst = job.progress.parts.length === 0;
    const outcome = await this.#registry.run(isFirst ? job.remembered(command) : command);
    if (isDone(outcome)) job.take(outcome.value);
    else job.refuse(ids, outcome);
    return outcome;
  }

  async #rest(job: RunningJob): Promise<void> {
    while (job.remaining > 0 && !job.cancelled && !this.#stopped) {
      if (!isDone(await this.#batch(job))) break;
    }
    if (this.#stopped && !job.isWritten) return;
    if (!job.isWritten) await this.#conclude(job, job.cancelled ? CANCELLED : STORE_OUT);
    job.end(this.#registry.clock.wallMs());
  }

  async #conclude(job: RunningJob, why: string): Promise<void> {
    while (!this.#stopped) {
      const outcome = await this.#registry.run(concludeBulk(job.progress, why));
      if (isDone(outcome)) return;
      await new Promise<void>((resolve) => this.#registry.clock.after(AGAIN_MS, resolve));
    }
  }

  #forgetOld(): void {
    const now = this.#registry.clock.wallMs();
    for (const [id, job] of this.#jobs) {
      const isOld = this.#jobs.size > MOST_KEPT || (job.endedAt ?? now) < now - KEPT_MS;
      if (job.isOver && isOld) this.#jobs.delete(id);
    }
  }
}
