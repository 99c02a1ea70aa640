import { done, type Outcome, refused } from '@cynosure/shared/outcome.ts';
import type { After } from '../../bulk-preview.ts';
import type { Change } from '../../changes.ts';
import { decided, type Now } from '../../command.ts';
import type { FieldPath } from '../../instance-fields.ts';
import type { Actor, FieldChange, Instance } from '../../model.ts';
import type { RegistryState } from '../../state.ts';
import { BIT } from '../../tables/instance-table.ts';
import { deregisterInstance } from '../deregister-instance.ts';
import { editInstance, labelsAfter, presentValue } from '../edit-instance.ts';
import { instanceMembers, instanceThing } from '../instances-by-hand.ts';
import { isSameValue } from '../operation-record.ts';
import { putBackOf } from '../undo-update.ts';
import { updateInstance } from '../update-instance.ts';

type PutBackWork = Extract<BulkWork, { kind: 'putBack' }>;

/** A field and the value that all shall have; null takes a label away. */
export interface WantedField {
  readonly path: FieldPath;
  readonly value: unknown;
}

/** What a bulk command does to each of its instances. */
export type BulkWork =
  | { readonly kind: 'edit'; readonly fields: readonly WantedField[] }
  | { readonly kind: 'deregister' }
  /** Takes back what another bulk command changed, by instance. */
  | {
      readonly kind: 'putBack';
      readonly undoes: string;
      readonly changes: ReadonlyMap<string, readonly FieldChange[]>;
    };

/** What becomes of one instance: the changes of registry and record. Refused: nothing of it changes. */
export interface OneDecided {
  readonly outcome: Outcome<null>;
  readonly changes: readonly Change[];
  readonly record: readonly FieldChange[];
}

const MOST_LABELS = 64;
const NOTHING = { changes: [], record: [] } as const;
const no = (outcome: Exclude<Outcome<null>, { code: 'ExecuteSuccess' }>): OneDecided => ({
  outcome,
  ...NOTHING,
});

/** Decides one of many on the state as it is now. Refusals: those of the single command, NoNeedUpdate included. */
export function decideOne(state: RegistryState, now: Now, id: string, work: BulkWork, by: Actor): OneDecided {
  const instance = state.instance(id);
  if (instance === undefined) return no(refused('NotFoundInstance', 'it is not registered any more'));
  if (work.kind === 'deregister') {
    const { changes } = deregisterInstance(id, by).decide(state, now);
    const before = instanceMembers(instance, instance.healthy, instance.isolateFlag);
    return {
      outcome: done(null),
      changes,
      record: [{ target: instanceThing(instance), path: '', before, after: null }],
    };
  }
  const decision = work.kind === 'edit' ? edited() : putBack(work);
  if (decision.outcome.code !== 'ExecuteSuccess') return no(decision.outcome);
  return {
    outcome: done(null),
    changes: decision.changes,
    record: decision.operation?.changes ?? [],
  };

  function edited() {
    const fields =
      work.kind === 'edit' ? meaningfulFor(work.fields, typeof instance?.check === 'object') : [];
    if (instance === undefined || fields.length === 0)
      return decided(refused('NoNeedUpdate', 'its health is not checked, so it has no TTL'));
    const edits = fields.map(({ path, value }) => ({ path, value, seen: presentValue(instance, path) }));
    const labels = labelsAfter(instance.labels, edits);
    if (labels !== null && Object.keys(labels).length > MOST_LABELS)
      return decided(refused('InvalidMetadata', `it would have more than ${MOST_LABELS} labels`));
    return editInstance(id, edits, by).decide(state, now);
  }

  function putBack(asked: PutBackWork) {
    if (instance === undefined) return decided(refused('NotFoundInstance'));
    const { patch, plan, back } = putBackIn(state, instance, asked);
    if (back.length === 0) return decided(refused('NoNeedUpdate', 'every field was changed again since'));
    return updateInstance(id, patch, by, plan).decide(state, now);
  }
}

/** What taking the operation back comes to for one of its instances. */
function putBackIn(state: RegistryState, instance: Instance, { undoes, changes }: PutBackWork) {
  const at = state.recentOperations.get(undoes)?.at ?? 0;
  return putBackOf(state, instance, { id: undoes, at, changes: changes.get(instance.id) ?? [] });
}

/** A TTL alone means nothing to an instance whose health is not checked: many are never switched on by the way. */
function meaningfulFor(fields: readonly WantedField[], isChecked: boolean): readonly WantedField[] {
  const checked = fields.find(({ path }) => path === '/checked')?.value ?? isChecked;
  return checked === true ? fields : fields.filter(({ path }) => path !== '/ttlSeconds');
}

/** What an instance would be like after the work, as far as previews look at it. */
export function afterWork(state: RegistryState, work: BulkWork): (slot: number) => After {
  const table = state.instances;
  const now = (slot: number) => ({
    gone: false,
    checked: table.has(slot, BIT.checked),
    healthy: table.has(slot, BIT.healthy),
    weight: table.weight[slot] ?? 0,
  });
  if (work.kind === 'deregister') return (slot) => ({ ...now(slot), gone: true, changes: true });
  if (work.kind === 'putBack') {
    return (slot) => {
      const before = now(slot);
      const instance = state.instance(table.idOf(slot));
      if (instance === undefined) return { ...before, changes: false };
      const { patch, back } = putBackIn(state, instance, work);
      const checked = patch.enableHealthCheck ?? before.checked;
      return {
        gone: false,
        checked,
        // Switched on again: unhealthy until a beat is seen.
        healthy: patch.healthy ?? (checked && !before.checked ? false : before.healthy),
        weight: patch.weight ?? before.weight,
        changes: back.length > 0,
      };
    };
  }
  return (slot) => {
    const before = now(slot);
    const fields = meaningfulFor(work.fields, before.checked);
    const wantedAt = (path: FieldPath) => fields.find((one) => one.path === path)?.value;
    const checked = wantedAt('/checked') ?? before.checked;
    return {
      gone: false,
      checked: checked === true,
      // Switched on: unhealthy until a beat is seen (contract/health-check.md §5).
      healthy: checked === true && !before.checked ? false : before.healthy,
      weight: Number(wantedAt('/weight') ?? before.weight),
      changes: fields.some(({ path, value }) => !isSameValue(valueAt(state, slot, path), value)),
    };
  };
}

/** The present value of a field; those that stand in columns are read without decoding the row. */
export function valueAt(state: RegistryState, slot: number, path: FieldPath): unknown {
  const table = state.instances;
  switch (path) {
    case '/weight':
      return table.weight[slot] ?? 0;
    case '/checked':
      return table.has(slot, BIT.checked);
    case '/ttlSeconds':
      return table.has(slot, BIT.checked) ? (table.ttlSeconds[slot] ?? 0) : null;
    default:
      return presentValue(table.read(slot), path);
  }
}
