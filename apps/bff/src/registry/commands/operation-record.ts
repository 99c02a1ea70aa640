import { codes } from '@cynosure/shared/codes.ts';
import type { Actor, FieldChange, Operation } from '../model.ts';
import { newUlid } from './new-ids.ts';

/** A thing as an operation names it. */
export type ChangedThing = FieldChange['target'];

/** The record of a command that an operator carried out; the members that only some have are the caller's. */
export function operationRecord(of: {
  /** ULID; a fresh one unless given. */
  readonly id?: string;
  /** `namespace.create`, `service.update` … */
  readonly action: string;
  readonly by: Actor;
  readonly wallMs: number;
  readonly changes: readonly FieldChange[];
  readonly names?: Pick<Operation, 'namespace' | 'service' | 'host'>;
  /** How many things; one done unless said otherwise. */
  readonly counts?: Operation['counts'];
}): Operation {
  return {
    id: of.id ?? newUlid(of.wallMs),
    at: of.wallMs,
    by: of.by,
    action: of.action,
    outcome: 'done',
    code: codes.ExecuteSuccess.number,
    info: codes.ExecuteSuccess.info,
    ...of.names,
    counts: of.counts ?? { done: 1, unchanged: 0, left: 0 },
    changes: of.changes,
  };
}

/** Never in a record: a token is a secret, and times and revisions say nothing that the record does not. */
const LEFT_OUT = new Set(['token', 'ctime', 'mtime', 'revision', 'key']);

/**
 * The members in which two values of a thing differ; null = the thing was not there, or is gone. Empty members
 * of a thing that appears or goes are left out.
 */
export function fieldChanges(
  target: ChangedThing,
  before: object | null,
  after: object | null,
): FieldChange[] {
  const old = new Map(Object.entries(before ?? {}));
  const now = new Map(Object.entries(after ?? {}));
  const changes: FieldChange[] = [];
  for (const member of new Set([...old.keys(), ...now.keys()])) {
    const was = old.get(member) ?? null;
    const is = now.get(member) ?? null;
    if (LEFT_OUT.has(member) || isSameValue(was, is) || (isEmpty(was) && isEmpty(is))) continue;
    changes.push({ target, path: `/${member}`, before: was, after: is });
  }
  return changes;
}

/** A token that was renewed, without either token. */
export const tokenChange = (target: ChangedThing): FieldChange => ({
  target,
  path: '/token',
  before: '•••',
  after: '•••',
});

/** Equal by content; maps in any order. */
export function isSameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const ofA = new Map(Object.entries(a));
  const ofB = new Map(Object.entries(b));
  return (
    ofA.size === ofB.size &&
    [...ofA].every(([key, value]) => ofB.has(key) && isSameValue(value, ofB.get(key)))
  );
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
