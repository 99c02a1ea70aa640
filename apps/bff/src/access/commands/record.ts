import { randomInt } from 'node:crypto';
import { fieldChanges, operationRecord } from '../../registry/commands/operation-record.ts';
import type { Actor, FieldChange, Operation } from '../../registry/model.ts';
import type { ApiToken } from '../api-token.ts';
import type { Group } from '../group.ts';
import type { Policy } from '../policy.ts';
import type { CustomRole } from '../role.ts';
import type { User } from '../user.ts';

/** Something of access/ that history can tell of. */
export type Recorded =
  | { readonly kind: 'user'; readonly of: User }
  | { readonly kind: 'group'; readonly of: Group }
  | { readonly kind: 'role'; readonly of: CustomRole }
  | { readonly kind: 'policy'; readonly of: Policy }
  | { readonly kind: 'token'; readonly of: ApiToken };

/** Never in a record: what opens doors, and what says nothing that the record does not. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  'passwordHash',
  'hash',
  'hasReferenceDefault',
  'tokenGeneration',
  'tokenUse',
  'tokenSinceAt',
  'lastSignInAt',
]);

const shown = (one: Recorded | null): object | null =>
  one === null
    ? null
    : Object.fromEntries(Object.entries(one.of).filter(([member]) => !LEFT_OUT.has(member)));

/** The members in which a thing differs before and after; null = it was not there, or is gone. */
export function accessChanges(before: Recorded | null, after: Recorded | null): FieldChange[] {
  const one = after ?? before;
  if (one === null) return [];
  const target = { kind: one.kind, id: one.of.id, label: one.of.name };
  return fieldChanges(target, shown(before), shown(after));
}

/** A secret that was set anew, without either. */
export const secretChange = (one: Recorded, path: '/token' | '/password'): FieldChange => ({
  target: { kind: one.kind, id: one.of.id, label: one.of.name },
  path,
  before: '•••',
  after: '•••',
});

/** The record of one thing that was done about who may do what. */
export const accessOperation = (
  action: string,
  by: Actor,
  wallMs: number,
  changes: readonly FieldChange[],
): Operation => operationRecord({ action, by, wallMs, changes });

export const secondsOf = (wallMs: number): number => Math.floor(wallMs / 1000);

const MOST_GENERATION = 2 ** 31;

/**
 * The first generation of a token. Drawn, because an account that is made again under the id of a deleted one
 * must not wake its tokens.
 */
export const firstGeneration = (): number => randomInt(1, MOST_GENERATION);
