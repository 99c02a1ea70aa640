import { codes } from '@cynosure/shared/codes.ts';
import { done } from '@cynosure/shared/outcome.ts';
import { ulid } from 'ulid';
import type { Command } from '../command.ts';
import type { Actor, Operation } from '../model.ts';

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
      const operation: Operation = {
        id: ulid(now.wallMs),
        at: now.wallMs,
        by,
        action: how === 'release' ? 'health.release' : 'health.discard',
        outcome: 'done',
        code: codes.ExecuteSuccess.number,
        info: codes.ExecuteSuccess.info,
        reason,
        counts: { done: instances, unchanged: 0, left: 0 },
        changes: [],
      };
      return { outcome: done(operation), changes: [], operation };
    },
  };
}
