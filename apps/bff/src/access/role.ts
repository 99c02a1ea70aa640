import type { Role } from '@cynosure/shared/console/access.ts';
import type { JsonObject } from '../registry/changes.ts';
import type { RegistryState } from '../registry/state.ts';

/** The built-in roles, from the weakest to the strongest. */
export const builtInRoles = ['viewer', 'operator', 'owner'] as const satisfies readonly Role[];

export const isBuiltIn = (id: string): id is Role => builtInRoles.some((role) => role === id);

/** A name that policies give rights to, and who holds it (record kind `role`, key = id). */
export type CustomRole = {
  readonly id: string;
  readonly name: string;
  /** Id of the main account. */
  readonly owner: string;
  readonly source: string;
  readonly comment: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly users: readonly string[];
  readonly groups: readonly string[];
  /** Epoch seconds. */
  readonly ctime: number;
  readonly mtime: number;
};

// Records of this kind are written by access/ alone, always from a CustomRole.
const asRole = (value: JsonObject): CustomRole => value as CustomRole;

export const roleById = (state: RegistryState, id: string): CustomRole | undefined => {
  const value = state.kept.role.get(id);
  return value === undefined ? undefined : asRole(value);
};

export function* allRoles(state: RegistryState): Generator<CustomRole> {
  for (const value of state.kept.role.values()) yield asRole(value);
}
