import { done, refused } from '@cynosure/shared/outcome.ts';
import { labelByLabel } from '../change-members.ts';
import { type Command, decided } from '../command.ts';
import { type HoldablePath, isHoldablePath, labelOf, labelsWith } from '../instance-fields.ts';
import type { Actor, Check, FieldChange, Instance, Labels, Location, Operation } from '../model.ts';
import type { RegistryState } from '../state.ts';
import { type HoldPlan, heldPathIn, holdPlan, shownHold } from './hold-plan.ts';
import { isSameValue } from './operation-record.ts';
import { type InstancePatch, updateInstance } from './update-instance.ts';

/** What taking back an update of one instance comes to. */
export interface PutBack {
  readonly patch: InstancePatch;
  readonly plan: HoldPlan;
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
] as const;
type Restorable = (typeof RESTORABLE)[number];

/**
 * Puts a field back only while it has the value that the operation wrote (console/data-shapes.md §8). A hold that it
 * let go is taken up again; one that it began is ended, and the field is as it was, unless the client has registered
 * since: then it is as the client said.
 */
export function putBackOf(
  state: RegistryState,
  instance: Instance,
  operation: Pick<Operation, 'id' | 'at' | 'changes'>,
): PutBack {
  const held = state.heldOf(instance.id);
  const asItWas = state.isSinceRegistration(operation, instance.slot);
  const back: FieldChange[] = [];
  const keep: FieldChange[] = [];
  const hold = new Map<HoldablePath, unknown>();
  const ended = new Set<HoldablePath>();
  let patch: InstancePatch = {};
  for (const change of operation.changes.flatMap(labelByLabel)) {
    const heldPath = heldPathIn(change.path);
    const field = RESTORABLE.find((one) => change.path === `/${one}`);
    if (change.target.id !== instance.id) keep.push(change);
    else if (heldPath !== undefined && isHoldablePath(heldPath)) {
      if (!isSameValue(shownHold(held, heldPath), change.after)) keep.push(change);
      else {
        back.push(change);
        // Written by `shownHold`.
        const before = change.before as ReturnType<typeof shownHold>;
        if (before === null) ended.add(heldPath);
        else hold.set(heldPath, before.value);
      }
    } else if (change.path.startsWith('/labels/')) {
      const labels = labelsBack(patch.labels ?? instance.labels, change);
      if (labels === null) keep.push(change);
      else {
        back.push(change);
        patch = { ...patch, labels };
      }
    } else if (field === undefined || !isSameValue(instance[field], change.after)) keep.push(change);
    else {
      back.push(change);
      patch = { ...patch, ...restored(field, change.before) };
    }
  }
  return { patch, plan: holdPlan(asItWas ? { hold, drop: ended } : { hold, release: ended }), back, keep };
}

/** The labels with the one as it was before; null where somebody has changed that one since. */
function labelsBack(labels: Labels, { path, before, after }: FieldChange): Labels | null {
  const key = labelOf(path);
  if ((labels[key] ?? null) !== after) return null;
  return labelsWith(labels, key, typeof before === 'string' ? before : null);
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
      const { patch, plan, back } = putBackOf(state, instance, operation);
      if (back.length === 0) return decided(refused('NoNeedUpdate', 'every field was changed again since'));
      const decision = updateInstance(id, patch, by, plan).decide(state, now);
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
