import { codes } from '@cynosure/shared/codes.ts';
import type { Actor, BulkProgress, Operation } from '../../model.ts';
import type { BulkWork } from './bulk-work.ts';

const ACTIONS = {
  edit: 'instance.update',
  putBack: 'instance.update',
  deregister: 'instance.delete',
} as const satisfies Record<BulkWork['kind'], string>;

export function newProgress(of: {
  readonly id: string;
  readonly startedAt: number;
  readonly by: Actor;
  readonly work: BulkWork;
  readonly total: number;
  /** Instances that the guard leaves as they are. */
  readonly left: number;
  readonly names: BulkProgress['names'];
  readonly reason: string;
  readonly matched: Operation['matched'];
}): BulkProgress {
  const { work, left, reason, matched, ...rest } = of;
  return {
    ...rest,
    action: ACTIONS[work.kind],
    counts: { done: 0, unchanged: 0, left, failed: 0 },
    parts: [],
    ...(reason === '' ? {} : { reason }),
    ...(matched === undefined ? {} : { matched }),
    ...(work.kind === 'putBack' ? { undoes: work.undoes } : {}),
  };
}

/** The operation as the history shows it: once all is done, or it was stopped. */
export function wholeOperation(
  progress: BulkProgress,
  changes: Operation['changes'],
  at: number,
  why?: string,
): Operation {
  const { id, by, action, total, counts, parts, names } = progress;
  const { done, unchanged, left, failed } = counts;
  const isComplete = failed === 0 && done + unchanged + left === total;
  return {
    id,
    at,
    by,
    action,
    outcome: isComplete ? 'done' : 'partly',
    code: codes.ExecuteSuccess.number,
    info: why ?? (isComplete ? codes.ExecuteSuccess.info : `${failed} of ${total} were not changed`),
    ...names,
    counts,
    changes,
    ...(parts.length === 0 ? {} : { parts }),
    ...(progress.reason === undefined ? {} : { reason: progress.reason }),
    ...(progress.undoes === undefined ? {} : { undoes: progress.undoes }),
    ...(progress.matched === undefined ? {} : { matched: progress.matched }),
  };
}
