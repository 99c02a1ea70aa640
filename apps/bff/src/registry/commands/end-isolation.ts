import { done } from '@cynosure/shared/outcome.ts';
import { type Change, put, remove } from '../changes.ts';
import { type Command, decided, keyOf } from '../command.ts';
import { previewEnd } from '../isolation-preview.ts';
import type { Actor, Isolation, Operation } from '../model.ts';
import { releaseKey } from '../state.ts';
import type { IsolationAnswer } from './isolation-ask.ts';
import {
  countResults,
  current,
  fieldChange,
  isolationKeys,
  rememberAnswer,
  replayOf,
  resultsOf,
  targetNames,
} from './isolation-parts.ts';
import { operationRecord } from './operation-record.ts';

export interface EndAsk {
  readonly isolationId: string;
  readonly reason: string;
  /** Generation that the operator saw; null = whatever it is now. */
  readonly generation: number | null;
  readonly idempotency?: { readonly key: string; readonly hash: string };
  readonly undoes?: string;
}

/**
 * Ends an isolation: instances come back unless a flag or another isolation keeps them out (spec.md §5).
 * Refusals: NotFoundResource; NoNeedUpdate where it has ended already; DataConflict on another generation. `request`: see Command.
 */
export function endIsolation(ask: EndAsk, by: Actor, request?: object): Command<IsolationAnswer> {
  return {
    name: 'endIsolation',
    lane: 'operator',
    request,
    keys(state, keys) {
      if (ask.idempotency !== undefined) keys.writes(keyOf.record('idempotency', ask.idempotency.key));
      isolationKeys(state, keys, ask.isolationId);
    },
    decide(state, now) {
      const replayed = replayOf(state, ask.idempotency);
      if (replayed !== null) return decided(done(replayed));
      const before = current(state, ask.isolationId, ask.generation);
      if ('code' in before) return decided(before);
      const effects = previewEnd(state, before);
      const results = resultsOf(state, effects, new Set());
      const isolation: Isolation = {
        ...before,
        generation: before.generation + 1,
        ended: { at: now.wallMs, by },
      };
      const operation: Operation = {
        ...operationRecord({
          action: 'isolation.end',
          by,
          wallMs: now.wallMs,
          names: targetNames(before.scope),
          counts: countResults(results),
          changes: effects.map(fieldChange),
        }),
        ...(ask.reason === '' ? {} : { reason: ask.reason }),
        isolationId: before.id,
        ...(ask.undoes === undefined ? {} : { undoes: ask.undoes }),
      };
      const changes: Change[] = [put('isolation', before.id, isolation)];
      for (const instanceId of state.isolations.releasesOf(before.id).keys()) {
        changes.push(remove('release', releaseKey(before.id, instanceId)));
      }
      rememberAnswer(changes, ask.idempotency, now.wallMs, `isolation ${before.id} ${operation.id}`);
      return {
        outcome: done({ kind: 'done', isolation, operation, results, replayed: false }),
        changes,
        operation,
      };
    },
  };
}
