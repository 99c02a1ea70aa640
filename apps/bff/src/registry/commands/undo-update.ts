import { done, refused } from '@cynosure/shared/outcome.ts';
import { type Command, decided } from '../command.ts';
import type { Actor, Check, FieldChange, Instance, Labels, Location, Operation } from '../model.ts';
import { isSameValue } from './operation-record.ts';
import { type InstancePatch, updateInstance } from './update-instance.ts';

/** What taking back an update of one instance comes to. */
export interface PutBack {
  readonly patch: InstancePatch;
  /** Changes whose value is still the one that was written, and those that somebody has changed since. */
  readonly back: readonly FieldChange[];
  readonly keep: readonly FieldChange[];
}

const RESTORABLE = [
  'protocol',
  'version',
  'logicSet',
  'priority',
  'weight',
  'healthy',
  'check',
  'location',
  'labels',
] as const;
type Restorable = (typeof RESTORABLE)[number];

/** Puts a field back only while it has the value that the operation wrote (console/data-shapes.md §8). */
export function putBackOf(instance: Instance, changes: readonly FieldChange[]): PutBack {
  const back: FieldChange[] = [];
  const keep: FieldChange[] = [];
  let patch: InstancePatch = {};
  for (const change of changes) {
    const field = RESTORABLE.find((one) => change.path === `/${one}`);
    if (
      field === undefined ||
      change.target.id !== instance.id ||
      !isSameValue(instance[field], change.after)
    ) {
      keep.push(change);
      continue;
    }
    back.push(change);
    patch = { ...patch, ...restored(field, change.before) };
  }
  return { patch, back, keep };
}

/** The patch that sets a field to what a record says it was. Records hold what updateInstance wrote into them. */
function restored(field: Restorable, before: unknown): InstancePatch {
  switch (field) {
    case 'check': {
      const check = before as Check;
      if (typeof check === 'object') return { enableHealthCheck: true, heartbeat: check };
      return { enableHealthCheck: false };
    }
    case 'location':
      return { location: { region: '', zone: '', campus: '', ...(before as Location | null) } };
    case 'labels':
      return { labels: before as Labels };
    case 'healthy':
      return { healthy: before as boolean };
    case 'priority':
    case 'weight':
      return { [field]: (before as number | null) ?? 0 };
    default:
      return { [field]: (before as string | null) ?? '' };
  }
}

/**
 * Takes back an update of one instance, field by field. Refusals: NotFoundInstance, NoNeedUpdate where every
 * field was changed again since.
 */
export function undoUpdate(operation: Operation, by: Actor): Command<{ readonly operationId: string }> {
  const id = operation.changes[0]?.target.id ?? '';
  return {
    name: 'undoUpdate',
    lane: 'operator',
    keys: updateInstance(id, {}, by).keys,
    decide(state, now) {
      const instance = state.instance(id);
      if (instance === undefined) return decided(refused('NotFoundInstance'));
      const { patch, back } = putBackOf(instance, operation.changes);
      if (back.length === 0) return decided(refused('NoNeedUpdate', 'every field was changed again since'));
      const decision = updateInstance(id, patch, by).decide(state, now);
      if (decision.outcome.code !== 'ExecuteSuccess' || decision.operation === undefined) {
        return decided(
          decision.outcome.code === 'ExecuteSuccess' ? refused('NoNeedUpdate') : decision.outcome,
        );
      }
      const record: Operation = { ...decision.operation, undoes: operation.id };
      return { changes: decision.changes, operation: record, outcome: done({ operationId: record.id }) };
    },
  };
}
