import { codes } from '@cynosure/shared/codes.ts';
import { done } from '@cynosure/shared/outcome.ts';
import type { Command } from '../command.ts';
import type { Actor, Operation } from '../model.ts';
import { operationRecord } from './operation-record.ts';

/** Something that an account tried and may not. */
export interface RefusedAttempt {
  /** The permission that it lacks. */
  readonly needs: string;
  /** What it was about, as far as the request tells. */
  readonly names: Pick<Operation, 'namespace' | 'service' | 'host'>;
  readonly label: string;
  readonly info: string;
}

/** Puts into history that somebody was refused; nothing else is changed. */
export function noteRefusal({ needs, names, label, info }: RefusedAttempt, by: Actor): Command<null> {
  return {
    name: 'noteRefusal',
    // Behind all that changes something.
    lane: 'client',
    keys: () => {},
    decide: (_state, now) => {
      const target = { kind: 'attempt', id: needs, label };
      const changes = [{ target, path: `/${needs}`, before: null, after: null }];
      const record = operationRecord({
        action: 'attempt.refused',
        by,
        wallMs: now.wallMs,
        changes,
        names,
        counts: { done: 0, unchanged: 0, left: 0 },
      });
      const { number: code } = codes.NotAllowedAccess;
      return { outcome: done(null), changes: [], operation: { ...record, outcome: 'refused', code, info } };
    },
  };
}
