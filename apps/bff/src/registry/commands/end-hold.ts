import { done, refused } from '@cynosure/shared/outcome.ts';
import { type Command, decided } from '../command.ts';
import type { Actor, Operation } from '../model.ts';
import { operationRecord } from './operation-record.ts';

export interface HoldEnd {
  /** `release`: what is still silent turns unhealthy. `discard`: it gets a fresh 3 × TTL. */
  readonly how: 'release' | 'discard';
  readonly reason: string;
  /** How many are held when it is decided; null = that hold is over. */
  readonly held: () => number | null;
}

/**
 * The record that an operator released or discarded held health flips (core.md §5). Changes nothing else: the
 * flips are the caller's, once this is durable. Refused (DataConflict) where the hold is over.
 */
export function recordHoldEnd({ how, reason, held }: HoldEnd, by: Actor): Command<Operation> {
  return {
    name: 'recordHoldEnd',
    lane: 'operator',
    keys: () => {},
    decide(_state, now) {
      const instances = held();
      if (instances === null) {
        return decided(refused('DataConflict', 'This hold is over: its instances were heard, or judged.'));
      }
      const record = operationRecord({
        action: how === 'release' ? 'health.release' : 'health.discard',
        by,
        wallMs: now.wallMs,
        counts: { done: instances, unchanged: 0, left: 0 },
        changes: [],
      });
      const operation: Operation = { ...record, reason };
      return { outcome: done(operation), changes: [], operation };
    },
  };
}
