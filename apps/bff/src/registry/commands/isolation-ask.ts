import type { IsolationTarget, ServiceEffect, Verdict } from '../isolation-preview.ts';
import type { Isolation, Operation, ServiceName } from '../model.ts';

/** What the operator saw of one service before confirming; compared with the state at commit (data-shapes §4). */
export interface SeenEffect extends ServiceName {
  readonly verdict: Verdict;
  readonly othersInTraffic: number;
}

export interface IsolationAsk {
  readonly target: IsolationTarget;
  readonly reason: string;
  readonly ticket: string;
  /** Epoch ms, or null: until somebody ends it. */
  readonly endsAt: number | null;
  /** Services with a stop: left in traffic (also without a decision) or isolated all the same. */
  readonly decisions: readonly (ServiceName & { readonly decision: 'leave' | 'override' })[];
  /** What the preview showed; null = decide on the state as it is (the registry's API). */
  readonly seen: readonly SeenEffect[] | null;
  /** Kept with the answer, so that a repeated request is answered and not done again. */
  readonly idempotency?: { readonly key: string; readonly hash: string };
  readonly undoes?: string;
  /** A stop without an override refuses everything, instead of being left in traffic (decision 4). */
  readonly stopRefuses?: boolean;
}

export type InstanceOutcome = 'done' | 'unchanged' | 'left';

export interface InstanceResult extends ServiceName {
  readonly instanceId: string;
  readonly outcome: InstanceOutcome;
}

/** A service whose verdict got worse since the preview; `from` null = it was not in the preview. */
export interface Worsened extends ServiceName {
  readonly from: Verdict | null;
  readonly to: Verdict;
}

export type IsolationAnswer =
  | {
      readonly kind: 'done';
      readonly isolation: Isolation;
      readonly operation: Operation;
      readonly results: readonly InstanceResult[];
      /** The request had been done before: nothing was done now; `results` tell what it covers. */
      readonly replayed: boolean;
    }
  | {
      /** Worse than previewed: nothing was written. */
      readonly kind: 'previewChanged';
      readonly effects: readonly ServiceEffect[];
      readonly worse: readonly Worsened[];
    }
  | { readonly kind: 'keyReused' }
  /** The target names nothing that is there. */
  | { readonly kind: 'nothingThere' };
