import { done } from '@cynosure/shared/outcome.ts';
import type { Command } from '../command.ts';
import type { Actor, Operation } from '../model.ts';
import { operationRecord } from './operation-record.ts';

/** The record that an operator released or discarded held health flips (core.md §5). Changes nothing else. */
export function recordHoldEnd(
  how: 'release' | 'discard',
  instances: number,
  reason: string,
  by: Actor,
): Command<Operation> {
  return {
    name: 'recordHoldEnd',
    lane: 'operator',
    keys: () => {},
    decide(_state, now) {
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
