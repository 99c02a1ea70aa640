import type { Change } from '@cynosure/shared/console/operation.ts';
import type { Rights } from '../../access/rights.ts';
import { changedMembers } from '../../registry/change-members.ts';
import { heldPathIn, shownHold } from '../../registry/commands/hold-plan.ts';
import { putBackOf } from '../../registry/commands/undo-update.ts';
import type { HeldFields } from '../../registry/held-values.ts';
import { isHoldablePath, labelOf } from '../../registry/instance-fields.ts';
import type { FieldChange, Instance, Operation } from '../../registry/model.ts';
import type { ConsoleContext } from '../context.ts';
import { problem, type Refused } from '../problem.ts';
import { actorView } from '../read/actor-view.ts';
import { isolationView } from '../read/isolation-view.ts';
import { targetAgain } from './preview-target.ts';
import type { PreviewedAction } from './previews.ts';

/** An isolation has a reason; the end that is taken back may have named none. */
const UNDONE = 'taken back: an end of isolation';
const LEAST_REMAINING_MS = 60_000;
/** Kept changes of a bulk command that are told by whom they were changed. */
const MOST_EXPLAINED = 50;

/** How an operation is taken back (data-shapes §8). */
export interface UndoPlan {
  readonly asked: PreviewedAction & { readonly undoes: string };
  /** For a new isolation: the old one's. */
  readonly reason: string;
  readonly ticket: string;
  readonly endsAt: number | null;
  /** Changes whose field gets its old value again, and those that somebody has changed since. */
  readonly back: readonly FieldChange[];
  readonly keep: readonly Change[];
  /** Instances that are no longer there. */
  readonly gone: number;
  /** Of a bulk command: what it changed, by instance, where something of it can be put back. */
  readonly many?: ReadonlyMap<string, readonly FieldChange[]>;
}

/** The way back, or why there is none (409). */
export function undoPlan(context: ConsoleContext, operation: Operation, rights: Rights): UndoPlan | Refused {
  const undoneBy = context.operations.undoneBy(operation.id);
  if (undoneBy !== undefined) {
    return problem(409, 'NoNeedUpdate', 'This was undone already.', {
      type: 'AlreadyUndone',
      more: { undoneBy },
    });
  }
  if (operation.outcome === 'refused')
    return notUndoable('It was refused, so there is nothing to take back.');
  if (EDITS.has(operation.action)) return planOfUpdate(context, operation);
  if (operation.action === 'isolation.release') return planOfRelease(operation);
  const isolation =
    operation.isolationId === undefined ? undefined : context.state.isolations.get(operation.isolationId);
  if (isolation === undefined) return notUndoable('This kind of operation cannot be taken back.');
  const { id: isolationId, generation, reason, ticket } = isolation;
  const undoes = operation.id;
  const plain = { reason, ticket, endsAt: null, back: [], keep: [], gone: 0 };
  switch (operation.action) {
    case 'isolation.create':
      if (isolation.ended !== null)
        return nothingLeft(context, rights, isolationId, 'The isolation has ended already.');
      return { ...plain, asked: { action: 'end', isolationId, generation, undoes } };
    case 'isolation.end':
      return {
        ...plain,
        asked: { action: 'isolate', target: targetAgain(isolation), undoes },
        endsAt: remaining(isolation, context.clock.wallMs()),
      };
    case 'isolation.change': {
      if (isolation.ended !== null)
        return nothingLeft(context, rights, isolationId, 'The isolation has ended already.');
      const { back, keep } = fieldsBack(context, operation, isolation);
      if (back.length === 0)
        return nothingLeft(context, rights, isolationId, 'All of it was changed again since.');
      return { ...plain, asked: { action: 'patch', isolationId, undoes }, back, keep };
    }
    default:
      return notUndoable('This kind of operation cannot be taken back.');
  }
}

/** What changes fields of one instance and what is held of it. */
const EDITS = new Set(['instance.update', 'instance.hold', 'instance.release']);

function planOfUpdate(context: ConsoleContext, operation: Operation): UndoPlan | Refused {
  const [first] = operation.changes;
  const ids = new Set(operation.changes.map(({ target }) => target.id));
  if (first === undefined) return notUndoable('It changed nothing.');
  if (ids.size > 1 || operation.parts !== undefined) return planOfBulk(context, operation);
  const instance = context.state.instance(first.target.id);
  if (instance === undefined) return notUndoable('The instance is not registered any more.');
  const held = context.state.heldOf(instance.id);
  const { back, keep } = putBackOf(context.state, instance, operation);
  if (back.length === 0) return notUndoable('All of it was changed again since.');
  return {
    asked: { action: 'fields', undoes: operation.id },
    reason: '',
    ticket: '',
    endsAt: null,
    back,
    keep: keep.map((change) => ({
      ...change,
      ...changedSince(context, operation.id, change, valueAt(instance, held, change.path)),
    })),
    gone: 0,
  };
}

/** What was put back in traffic is isolated again, by an isolation of its own: the old ones may have ended since. */
function planOfRelease({ id: undoes, changes, reason = '' }: Operation): UndoPlan {
  const instanceIds = changes.map(({ target }) => target.id);
  const plain = { reason: reason || UNDONE, ticket: '', endsAt: null, back: [], keep: [], gone: 0 };
  return { ...plain, asked: { action: 'isolate', target: { kind: 'instances', instanceIds }, undoes } };
}

function planOfBulk(context: ConsoleContext, operation: Operation): UndoPlan | Refused {
  const byInstance = new Map<string, FieldChange[]>();
  for (const change of operation.changes) {
    const own = byInstance.get(change.target.id);
    if (own === undefined) byInstance.set(change.target.id, [change]);
    else own.push(change);
  }
  const many = new Map<string, readonly FieldChange[]>();
  const back: FieldChange[] = [];
  const keep: Change[] = [];
  let gone = 0;
  for (const [id, changes] of byInstance) {
    const instance = context.state.instance(id);
    if (instance === undefined) {
      gone += 1;
      continue;
    }
    const held = context.state.heldOf(id);
    const own = putBackOf(context.state, instance, { ...operation, changes });
    back.push(...own.back);
    if (own.back.length > 0) many.set(id, changes);
    for (const change of own.keep) {
      const since =
        keep.length < MOST_EXPLAINED
          ? changedSince(context, operation.id, change, valueAt(instance, held, change.path))
          : {};
      keep.push({ ...change, ...since });
    }
  }
  if (back.length === 0)
    return notUndoable('All of it was changed again since, or is not registered any more.');
  const undoes = operation.id;
  return {
    asked: { action: 'fields', undoes },
    reason: '',
    ticket: '',
    endsAt: null,
    back,
    keep,
    gone,
    many,
  };
}

/** The present value behind the path of a recorded change. */
function valueAt(instance: Instance, held: HeldFields, path: string): unknown {
  const heldPath = heldPathIn(path);
  if (heldPath !== undefined) return isHoldablePath(heldPath) ? shownHold(held, heldPath) : undefined;
  if (path.startsWith('/labels/')) return instance.labels[labelOf(path)] ?? null;
  return new Map<string, unknown>(Object.entries(instance)).get(path.slice(1));
}

const notUndoable = (info: string): Refused => problem(409, 'NoNeedUpdate', info, { type: 'NotUndoable' });

function nothingLeft(context: ConsoleContext, rights: Rights, isolationId: string, info: string): Refused {
  const isolation = context.state.isolations.get(isolationId);
  const more = isolation === undefined ? {} : { current: isolationView(context, isolation, rights) };
  return problem(409, 'NoNeedUpdate', info, { type: 'NothingToDo', more });
}

/** The time that was left when it was ended by hand; one that ran out comes back without an end. */
function remaining(
  { endsAt, ended }: { endsAt: number | null; ended: { at: number } | null },
  wallMs: number,
): number | null {
  if (endsAt === null || ended === null) return null;
  const left = endsAt - ended.at;
  return left < LEAST_REMAINING_MS ? null : wallMs + left;
}

const PATCHABLE = ['endsAt', 'reason', 'ticket'] as const;

/** Every field that still has the value that the operation wrote gets the one before; the others stay. */
function fieldsBack(
  context: ConsoleContext,
  operation: Operation,
  isolation: {
    readonly id: string;
    readonly endsAt: number | null;
    readonly reason: string;
    readonly ticket: string;
  },
): { back: FieldChange[]; keep: Change[] } {
  const back: FieldChange[] = [];
  const keep: Change[] = [];
  for (const change of operation.changes) {
    const field = PATCHABLE.find((one) => change.path === `/${one}`);
    if (field === undefined) continue;
    if (isolation[field] === change.after) back.push(change);
    else
      keep.push({
        ...change,
        ...changedSince(context, operation.id, change, isolation[field]),
      });
  }
  return { back, keep };
}

/** Whether a change is of the field; labels are recorded whole. */
const sets = (change: FieldChange, path: string): boolean =>
  change.path === path ||
  (path.startsWith('/labels/') && changedMembers(change).some((one) => one.path === path));

function changedSince(
  { operations }: ConsoleContext,
  operationId: string,
  { path, target }: Operation['changes'][number],
  value: unknown,
): Pick<Change, 'since'> {
  const later = operations
    .after(operationId)
    .findLast(({ changes }) => changes.some((one) => one.target.id === target.id && sets(one, path)));
  return later === undefined ? {} : { since: { value, by: actorView(later.by), at: later.at } };
}
