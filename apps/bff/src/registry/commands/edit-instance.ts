import { done, refused } from '@cynosure/shared/outcome.ts';
import { type Command, decided } from '../command.ts';
import type { HeldFields } from '../held-values.ts';
import { type FieldPath, fieldOf, type HoldablePath, labelOf, labelsWith } from '../instance-fields.ts';
import type { Actor, Instance, Labels, Location } from '../model.ts';
import { holdPlan } from './hold-plan.ts';
import { isSameValue } from './operation-record.ts';
import { type InstancePatch, updateInstance } from './update-instance.ts';

/** One field: the value that was seen, and the one that is wanted. A label that is not there is null. */
export interface FieldEdit {
  readonly path: FieldPath;
  readonly seen: unknown;
  readonly value: unknown;
}

/** A field that somebody else has changed. */
export interface FieldConflict {
  readonly path: FieldPath;
  readonly asked: unknown;
  readonly current: unknown;
}

export type EditAnswer =
  | { readonly kind: 'edited'; readonly id: string; readonly operationId: string }
  /** Nothing was written. */
  | { readonly kind: 'conflict'; readonly conflicts: readonly FieldConflict[] };

const TTL_WHERE_NONE_WAS = 5;
const LOCATION_PARTS = ['region', 'zone', 'campus'] as const;

/** What else is wanted of an edit. */
export interface EditWish {
  /** Keeps the values against what the client registers from now on (docs/held-values.md). */
  readonly hold?: boolean;
  readonly reason?: string;
}

/**
 * Changes single fields of an instance, all or none; each only while it still has the value that was seen.
 * Other fields may have changed freely meanwhile. Values are checked already. Refusals: NotFoundInstance,
 * NoNeedUpdate, HeartbeatOnDisabledIns where health is set by hand on a checked instance.
 */
export function editInstance(
  id: string,
  edits: readonly FieldEdit[],
  by: Actor,
  wish: EditWish = {},
): Command<EditAnswer> {
  const { keys } = updateInstance(id, {}, by);
  const held = edits.map(({ path }) => path).filter((path): path is HoldablePath => path !== '/healthy');
  const plan = holdPlan({
    reason: wish.reason ?? '',
    ...(wish.hold ? { hold: new Map(held.map((path) => [path, undefined])) } : {}),
  });
  return {
    name: 'editInstance',
    lane: 'operator',
    keys,
    decide(state, now) {
      const slot = state.instances.slotOf(id);
      if (slot === -1) return decided(refused('NotFoundInstance'));
      const before = state.instances.read(slot);
      const conflicts = edits.flatMap(({ path, seen }): FieldConflict[] => {
        const current = presentValue(before, path);
        return isSameValue(current, seen) ? [] : [{ path, asked: seen, current }];
      });
      if (conflicts.length > 0) return decided(done({ kind: 'conflict', conflicts }));
      const patch = patchOf(before, edits, usualTtl(state.heldOf(id)));
      const staysChecked = patch.enableHealthCheck !== false && typeof before.check === 'object';
      if (patch.healthy !== undefined && (staysChecked || patch.heartbeat !== undefined)) {
        return decided(
          refused('HeartbeatOnDisabledIns', 'health is set by hand only while no heartbeats are checked'),
        );
      }
      const { outcome, operation, ...decision } = updateInstance(id, patch, by, plan).decide(state, now);
      if (outcome.code !== 'ExecuteSuccess' || operation === undefined) {
        return decided(outcome.code === 'ExecuteSuccess' ? refused('NoNeedUpdate') : outcome);
      }
      return { ...decision, operation, outcome: done({ kind: 'edited', id, operationId: operation.id }) };
    },
  };
}

/** The present value of a field, as an editor compares it. */
export const presentValue = (instance: Instance, path: FieldPath): unknown =>
  path === '/healthy' ? instance.healthy : fieldOf(instance, path);

/** TTL of a check that is switched on without one: the held one, if there is. */
function usualTtl(held: HeldFields): number {
  const ttl = held['/ttlSeconds']?.value;
  return typeof ttl === 'number' ? ttl : TTL_WHERE_NONE_WAS;
}

function patchOf(before: Instance, edits: readonly FieldEdit[], ttlWhereNone: number): InstancePatch {
  const wanted = new Map(edits.map(({ path, value }) => [path, value]));
  // Values were checked against their path when the request was read, so each has its field's type.
  const given = <T>(path: FieldPath) => wanted.get(path) as T | undefined;
  const weight = given<number>('/weight');
  const priority = given<number>('/priority');
  const protocol = given<string>('/protocol');
  const version = given<string>('/version');
  const healthy = given<boolean>('/healthy');
  const labels = labelsAfter(before.labels, edits);
  const location = locationAfter(before.location, edits);
  return {
    ...(weight === undefined ? {} : { weight }),
    ...(priority === undefined ? {} : { priority }),
    ...(protocol === undefined ? {} : { protocol }),
    ...(version === undefined ? {} : { version }),
    ...(healthy === undefined ? {} : { healthy }),
    ...checkAfter(before, given<boolean>('/checked'), given<number>('/ttlSeconds'), ttlWhereNone),
    ...(labels === null ? {} : { labels }),
    ...(location === null ? {} : { location }),
  };
}

function checkAfter(
  before: Instance,
  checked: boolean | undefined,
  ttlSeconds: number | undefined,
  ttlWhereNone: number,
): Pick<InstancePatch, 'enableHealthCheck' | 'heartbeat'> {
  if (checked === false) return { enableHealthCheck: false };
  if (checked === undefined && ttlSeconds === undefined) return {};
  const kept = typeof before.check === 'object' ? before.check.ttlSeconds : ttlWhereNone;
  return { enableHealthCheck: true, heartbeat: { ttlSeconds: ttlSeconds ?? kept } };
}

/** The labels after the edits; null where none touches them. */
export function labelsAfter(before: Labels, edits: readonly FieldEdit[]): Labels | null {
  const touched = edits.filter(({ path }) => path.startsWith('/labels/'));
  if (touched.length === 0) return null;
  return touched.reduce<Labels>(
    (labels, { path, value }) => labelsWith(labels, labelOf(path), typeof value === 'string' ? value : null),
    before,
  );
}

function locationAfter(before: Location | null, edits: readonly FieldEdit[]): Location | null {
  const location: { -readonly [Part in keyof Location]: Location[Part] } = { ...before };
  let isTouched = false;
  for (const part of LOCATION_PARTS) {
    const edit = edits.find(({ path }) => path === `/location/${part}`);
    if (edit === undefined) continue;
    isTouched = true;
    location[part] = String(edit.value);
  }
  return isTouched ? location : null;
}
