import { put, type RecordPut, type RecordRemove, remove } from '../changes.ts';
import {
  type HeldField,
  type HeldFields,
  heldPaths,
  rememberClient,
  withHeld,
  withoutHeld,
} from '../held-values.ts';
import { changedPaths, fieldOf, type HoldablePath, memberOf, withFieldOf } from '../instance-fields.ts';
import type { Actor, FieldChange, Instance, InstanceFacts } from '../model.ts';
import type { RegistryState } from '../state.ts';
import { isSameValue } from './operation-record.ts';

/** What an operator wants held and released, beside what is changed. */
export interface HoldPlan {
  /** Path → the value; undefined = the one that the instance has after the change. */
  readonly hold: ReadonlyMap<HoldablePath, unknown>;
  /** Fields that get what the client said last. */
  readonly release: ReadonlySet<HoldablePath>;
  /** Fields that are held no more and keep the value that they have after the change. */
  readonly drop: ReadonlySet<HoldablePath>;
  /** '' = none was given. */
  readonly reason: string;
}

export const holdPlan = (wanted: Partial<HoldPlan>): HoldPlan => ({
  hold: wanted.hold ?? new Map(),
  release: wanted.release ?? new Set(),
  drop: wanted.drop ?? new Set(),
  reason: wanted.reason ?? '',
});

export const NO_HOLD_PLAN: HoldPlan = holdPlan({});

/** What a change of an instance comes to once holds have been looked at. */
export interface Held {
  readonly after: Instance;
  readonly changes: readonly (RecordPut | RecordRemove)[];
  readonly fields: readonly FieldChange[];
}

/**
 * Lays holds over a change of one instance. A held field that the change gives another value is held with that one
 * from now on: an operator's newest word counts. A released field gets what the client said last.
 */
export function withHolds(
  state: RegistryState,
  before: Instance,
  edited: Instance,
  plan: HoldPlan,
  by: Actor,
  wallMs: number,
): Held {
  const held = state.heldOf(before.id);
  if (heldPaths(held).length + plan.hold.size === 0) {
    return { after: edited, changes: [], fields: [] };
  }
  const next = new Map(heldPaths(held).map((path): [HoldablePath, HeldField] => [path, fieldIn(held, path)]));
  let client: InstanceFacts = { ...withoutHeld(before, held), logicSet: edited.logicSet };
  const note = (path: HoldablePath, value: unknown) => {
    const known = next.get(path);
    const isSame = known !== undefined && isSameValue(known.value, value);
    if (isSame && (plan.reason === '' || plan.reason === known.reason)) return;
    next.set(path, { value, client: null, by: by.name, at: wallMs, reason: plan.reason });
  };

  const changed = changedPaths(before, edited);
  for (const [path, wanted] of plan.hold) {
    // Without a check there is no TTL to hold.
    if (path === '/ttlSeconds' && wanted === undefined && typeof edited.check !== 'object') continue;
    if (!next.has(path)) client = asRegistered(state, before, client, path);
    note(path, wanted === undefined ? fieldOf(edited, path) : wanted);
  }
  for (const path of changed) {
    const value = fieldOf(edited, path);
    // A check that is held on has no other TTL than the operator's.
    const isOfHeldCheck = path === '/ttlSeconds' && next.has('/checked') && typeof client.check !== 'object';
    if (next.has(path) || (isOfHeldCheck && value !== null)) {
      if (!plan.hold.has(path) && value !== null) note(path, value);
      else if (!plan.hold.has(path) && memberOf(path) === 'labels') note(path, null);
    } else client = withFieldOf(client, path, edited[memberOf(path)]);
  }
  for (const path of plan.release) next.delete(path);
  for (const path of plan.drop) {
    next.delete(path);
    client = withFieldOf(client, path, edited[memberOf(path)]);
  }

  const fields = rememberClient(Object.fromEntries(next), client);
  const { id } = before;
  const after = { ...edited, ...onlyMembers(withHeld(client, fields)) };
  const fieldsChanged = heldChanges(before, held, fields);
  if (fieldsChanged.length === 0 && isSameValue(held, fields)) return { after, changes: [], fields: [] };
  const record =
    next.size === 0 ? remove('hold', id) : put('hold', id, { instanceId: id, fields, goneAt: null });
  return { after, changes: [record], fields: fieldsChanged };
}

function fieldIn(held: HeldFields, path: HoldablePath): HeldField {
  const field = held[path];
  if (field === undefined) throw new Error(`${path} is not held`);
  return field;
}

/**
 * The client's facts with the field as it registered it: an operator may have changed it since, which the history
 * tells while it reaches back that far.
 */
function asRegistered(
  state: RegistryState,
  { id, slot }: Instance,
  client: InstanceFacts,
  path: HoldablePath,
): InstanceFacts {
  for (const operation of state.recentOperations.values()) {
    if (!state.isSinceRegistration(operation, slot)) continue;
    const own = operation.changes.filter(({ target }) => target.id === id);
    const hold = own.find((change) => change.path === heldPointer(path));
    const member = own.find((change) => change.path === `/${memberOf(path)}`);
    const before = member && withFieldOf(client, path, member.before);
    const after = member && withFieldOf(client, path, member.after);
    const changed = before && after && fieldOf(before, path) !== fieldOf(after, path);
    // While it was held, the row said nothing of the client; letting go of it did.
    if (hold !== undefined && hold.before !== null) {
      if (hold.after === null && changed) return after;
    } else if (changed) return before;
  }
  return client;
}

const onlyMembers = ({ weight, priority, protocol, version, check, location, labels }: InstanceFacts) => ({
  ...{ weight, priority, protocol, version, check, location, labels },
});

/** What history says of holds: a change under `/held/{field}`, null = not held. */
function heldChanges(instance: Instance, before: HeldFields, after: HeldFields): FieldChange[] {
  const target = {
    kind: 'instance',
    id: instance.id,
    label: `${instance.service} ${instance.host}:${instance.port}`,
  };
  const paths = new Set([...heldPaths(before), ...heldPaths(after)]);
  return [...paths].flatMap((path): FieldChange[] => {
    const was = shownHold(before, path);
    const is = shownHold(after, path);
    return isSameValue(was, is) ? [] : [{ target, path: heldPointer(path), before: was, after: is }];
  });
}

/** A hold as history keeps it; null = the field is not held. */
export function shownHold(fields: HeldFields, path: HoldablePath): { readonly value: unknown } | null {
  const field = fields[path];
  return field === undefined ? null : { value: field.value };
}

/** `/weight` → `/held/weight`, `/labels/a` → `/held/labels~1a` (RFC 6901). */
const heldPointer = (path: HoldablePath): string =>
  `/held/${path.slice(1).replaceAll('~', '~0').replaceAll('/', '~1')}`;

/** The field behind `/held/…`, or undefined where it is none. */
export const heldPathIn = (pointer: string): string | undefined =>
  pointer.startsWith('/held/')
    ? `/${pointer.slice('/held/'.length).replaceAll('~1', '/').replaceAll('~0', '~')}`
    : undefined;
