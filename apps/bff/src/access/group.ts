import type { JsonObject } from '../registry/changes.ts';
import type { RegistryState } from '../registry/state.ts';
import type { HeldRoles, TokenUse } from './user.ts';

/** Several accounts under one name (record kind `group`, key = id). It has a token of its own. */
export type Group = HeldRoles & {
  readonly id: string;
  readonly name: string;
  /** Id of the main account. */
  readonly owner: string;
  readonly users: readonly string[];
  readonly tokenGeneration: number;
  readonly tokenEnabled: boolean;
  readonly tokenUse?: TokenUse;
  /** Epoch ms. */
  readonly tokenSinceAt?: number;
  readonly source: string;
  readonly comment: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** Epoch seconds. */
  readonly ctime: number;
  readonly mtime: number;
};

// Records of this kind are written by access/ alone, always from a Group.
const asGroup = (value: JsonObject): Group => value as Group;

export const groupById = (state: RegistryState, id: string): Group | undefined => {
  const value = state.kept.group.get(id);
  return value === undefined ? undefined : asGroup(value);
};

export function* allGroups(state: RegistryState): Generator<Group> {
  for (const value of state.kept.group.values()) yield asGroup(value);
}
