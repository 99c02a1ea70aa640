import { codes } from '@cynosure/shared/codes.ts';
import type { BulkJob, BulkResult } from '@cynosure/shared/console/bulk.ts';
import type { Refusal } from '@cynosure/shared/outcome.ts';
import type { Command } from '../../registry/command.ts';
import type { BatchAnswer, BulkItem } from '../../registry/commands/bulk/bulk-batch.ts';
import type { BulkWork } from '../../registry/commands/bulk/bulk-work.ts';
import type { BulkProgress } from '../../registry/model.ts';
import { actorView } from '../read/actor-view.ts';

const MOST_FAILURES = 500;
const ACTIONS = { edit: 'edit', deregister: 'deregister', putBack: 'undo' } as const;

export interface NewJob {
  readonly ids: readonly string[];
  readonly work: BulkWork;
  readonly progress: BulkProgress;
  /** `nameKey`s of services whose stop somebody has overridden. */
  readonly overridden: ReadonlySet<string>;
  /** Puts what a repeated request is known by into the first batch. */
  readonly remembered: (command: Command<BatchAnswer>) => Command<BatchAnswer>;
}

/** One bulk command and how far it has come. */
export class RunningJob {
  readonly work: BulkWork;
  readonly overridden: ReadonlySet<string>;
  readonly remembered: NewJob['remembered'];
  readonly startedAt: number;
  readonly #ids: readonly string[];
  #at = 0;
  #isWritten = false;
  progress: BulkProgress;
  cancelled = false;
  endedAt: number | undefined;
  /** Of every instance that was looked at. */
  readonly results: BulkItem[] = [];
  /** Resolves when nothing of it runs any more. */
  finished: Promise<void> = Promise.resolve();

  constructor({ ids, work, progress, overridden, remembered }: NewJob, startedAt: number) {
    this.#ids = ids;
    this.work = work;
    this.progress = progress;
    this.overridden = overridden;
    this.remembered = remembered;
    this.startedAt = startedAt;
  }

  get id(): string {
    return this.progress.id;
  }

  get isOver(): boolean {
    return this.endedAt !== undefined;
  }

  /** Whether its operation stands in the history. */
  get isWritten(): boolean {
    return this.#isWritten;
  }

  get remaining(): number {
    return this.#ids.length - this.#at;
  }

  /** The next instances, which count as taken. */
  next(most: number): readonly string[] {
    const ids = this.#ids.slice(this.#at, this.#at + most);
    this.#at += ids.length;
    return ids;
  }

  take({ items, progress }: BatchAnswer): void {
    this.results.push(...items);
    this.progress = progress;
    if (this.remaining === 0) this.#isWritten = true;
  }

  /** A whole batch was not written. */
  refuse(ids: readonly string[], { code, info }: Refusal): void {
    const { number, info: said } = codes[code];
    const item = { outcome: 'failed' as const, code: number, info: info ?? said };
    this.results.push(...ids.map((instanceId) => ({ instanceId, label: instanceId, ...item })));
    const { counts } = this.progress;
    this.progress = { ...this.progress, counts: { ...counts, failed: counts.failed + ids.length } };
  }

  end(at: number): void {
    this.endedAt = at;
  }

  view(): BulkJob {
    const { id, by, total, counts } = this.progress;
    const isComplete = counts.failed === 0 && counts.done + counts.unchanged + counts.left === total;
    return {
      id,
      action: ACTIONS[this.work.kind],
      ...(this.work.kind === 'edit' ? { edits: [...this.work.fields] } : {}),
      outcome: this.isOver ? (isComplete ? 'done' : 'partly') : 'running',
      total,
      ...counts,
      startedAt: this.startedAt,
      ...(this.endedAt === undefined ? {} : { endedAt: this.endedAt }),
      by: actorView(by),
      cancelled: this.cancelled,
      failures: this.results.filter(isFailed).slice(0, MOST_FAILURES),
    };
  }
}

const isFailed = (item: BulkItem): item is BulkItem & BulkResult => item.outcome === 'failed';
