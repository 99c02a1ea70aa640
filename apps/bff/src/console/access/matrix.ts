import type { FunctionGroup, Role, RoleMatrix, Verb } from '@cynosure/shared/console/access.ts';
import { allows, isRead, type Permission } from '../../access/permissions.ts';
import { grants, namesFunction, type Policy } from '../../access/policy.ts';
import { functionGroups, isAboutAccess, kindOf } from '../../access/resource.ts';
import { isForOwners } from '../../access/rights.ts';
import { builtInRoles } from '../../access/role.ts';

/** The four words of the matrix (console/spec.md §5, Access). */
export function verbOf(permission: Permission): Verb {
  if (isRead(permission)) return 'read';
  if (permission === 'UpdateInstancesIsolate' || permission === 'UndoOperations') return 'isolate';
  const kind = kindOf(permission);
  const isAdministration = kind === null || isAboutAccess(kind) || /Token|Export/.test(permission);
  return isAdministration ? 'administer' : 'change';
}

/** How much of each kind a built-in role, or the policies of one by name, allow. */
export function matrixOf(role: Role | null, policies: readonly Policy[]): RoleMatrix {
  const may = (permission: Permission): boolean =>
    role === null
      ? !isForOwners(permission) &&
        policies.some((one) => grants(one) && namesFunction(one.functions, permission))
      : allows(role, permission);
  const counted = new Map<string, { all: number; allowed: number }>();
  for (const { functions } of functionGroups) {
    for (const permission of functions) {
      const key = `${kindOf(permission) ?? 'server'} ${verbOf(permission)}`;
      const count = counted.get(key) ?? { all: 0, allowed: 0 };
      count.all += 1;
      if (may(permission)) count.allowed += 1;
      counted.set(key, count);
    }
  }
  const matrix: RoleMatrix = {};
  for (const [key, { all, allowed }] of counted) {
    if (allowed === 0) continue;
    // Made above, of a kind and a verb.
    const [kind, verb] = key.split(' ') as [keyof RoleMatrix, Verb];
    matrix[kind] = { ...matrix[kind], [verb]: allowed === all ? 'all' : 'some' };
  }
  return matrix;
}

/** Every function, for the wizard of policies. */
export const functionCatalogue = (): FunctionGroup[] =>
  functionGroups.map(({ name, functions }) => ({
    name,
    kind: kindOf(functions[0] ?? 'DescribeServices'),
    functions: functions.map((permission) => ({
      name: permission,
      verb: verbOf(permission),
      roles: builtInRoles.filter((role) => allows(role, permission)),
      ownersOnly: isForOwners(permission),
    })),
  }));
