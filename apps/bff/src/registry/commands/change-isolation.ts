import { done, refused } from '@cynosure/shared/outcome.ts';
import { type Change, put, remove } from '../changes.ts';
import { type Command, decided, keyOf } from '../command.ts';
import type { Actor, Isolation, Operation } from '../model.ts';
import { releaseKey } from '../state.ts';
import { current, isolationKeys, targetNames } from './isolation-parts.ts';
import { fieldChanges, operationRecord } from './operation-record.ts';

/** Changes when it ends, its reason or its ticket. Refusals as for `endIsolation`. */
export function patchIsolation(
  isolationId: string,
  patch: { readonly endsAt?: number | null; readonly reason?: string; readonly ticket?: string },
  generation: number | null,
  by: Actor,
  undoes?: string,
): Command<{ readonly isolation: Isolation; readonly operation: Operation }> {
  return {
    name: 'patchIsolation',
    lane: 'operator',
    keys: (_state, keys) => keys.writes(keyOf.record('isolation', isolationId)),
    decide(state, now) {
      const before = current(state, isolationId, generation);
      if ('code' in before) return decided(before);
      const { lastChange: _, ...kept } = before;
      const patched: Isolation = { ...kept, ...patch, generation: before.generation + 1 };
      const names = targetNames(before.scope);
      const target = { kind: 'isolation', id: isolationId, label: names.host ?? isolationId };
      const fields = ({ endsAt, reason, ticket }: Isolation) => ({ endsAt, reason, ticket });
      const changes = fieldChanges(target, fields(before), fields(patched));
      if (changes.length === 0) return decided(refused('NoNeedUpdate'));
      const record = operationRecord({ action: 'isolation.change', by, wallMs: now.wallMs, names, changes });
      const operation: Operation = { ...record, isolationId, ...(undoes === undefined ? {} : { undoes }) };
      const lastChange = { operationId: operation.id, isExtension: isExtension(changes) };
      const isolation = undoes === undefined ? { ...patched, lastChange } : patched;
      return {
        outcome: done({ isolation, operation }),
        changes: [put('isolation', isolationId, isolation)],
        operation,
      };
    },
  };
}

/** The end alone was moved, and to a later time or to never. */
export function isExtension(changes: Operation['changes']): boolean {
  const [only, ...others] = changes;
  if (only === undefined || others.length > 0 || only.path !== '/endsAt') return false;
  const { before, after } = only;
  return after === null || (typeof before === 'number' && typeof after === 'number' && after > before);
}

/**
 * Drift (decision 3). `again`: the instances are taken out of traffic once more. `accept`: they stay in
 * traffic and no longer count as drift.
 */
export function settleDrift(
  isolationId: string,
  instanceIds: readonly string[],
  how: 'again' | 'accept',
  generation: number | null,
  by: Actor,
): Command<{ readonly isolation: Isolation; readonly operation: Operation }> {
  return {
    name: 'settleDrift',
    lane: 'operator',
    keys: (state, keys) => isolationKeys(state, keys, isolationId),
    decide(state, now) {
      const before = current(state, isolationId, generation);
      if ('code' in before) return decided(before);
      const released = instanceIds.filter((id) => state.isolations.isReleased(isolationId, id));
      if (released.length === 0) return decided(refused('NoNeedUpdate'));
      const isolation: Isolation = { ...before, generation: before.generation + 1 };
      const changes: Change[] = [put('isolation', isolationId, isolation)];
      for (const instanceId of released) {
        const key = releaseKey(isolationId, instanceId);
        if (how === 'again') changes.push(remove('release', key));
        else
          changes.push(
            put('release', key, { isolationId, instanceId, at: now.wallMs, by: by.name, accepted: true }),
          );
      }
      const record = operationRecord({
        action: how === 'again' ? 'isolation.again' : 'isolation.accept',
        by,
        wallMs: now.wallMs,
        names: targetNames(before.scope),
        counts: { done: released.length, unchanged: instanceIds.length - released.length, left: 0 },
        changes: released.map((id) => ({
          target: { kind: 'instance', id, label: id },
          path: '/isolated',
          before: false,
          after: how === 'again',
        })),
      });
      const operation: Operation = { ...record, isolationId };
      return { outcome: done({ isolation, operation }), changes, operation };
    },
  };
}
