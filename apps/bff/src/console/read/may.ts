import type { Action, May, Permission as MayOrNot } from '@cynosure/shared/console/access.ts';
import type { Permission } from '../../access/permissions.ts';
import type { About, Rights } from '../../access/rights.ts';

/** The role in words, and what it lacks. */
const WHO_MAY: Readonly<Record<Action, { readonly needs: Permission; readonly role: 'Operator' | 'Owner' }>> =
  {
    isolate: { needs: 'UpdateInstancesIsolate', role: 'Operator' },
    end: { needs: 'UpdateInstancesIsolate', role: 'Operator' },
    extend: { needs: 'UpdateInstancesIsolate', role: 'Operator' },
    edit: { needs: 'UpdateInstances', role: 'Operator' },
    create: { needs: 'CreateNamespaces', role: 'Owner' },
    delete: { needs: 'DeleteNamespaces', role: 'Owner' },
    register: { needs: 'CreateInstances', role: 'Operator' },
    deregister: { needs: 'DeleteInstances', role: 'Operator' },
    undo: { needs: 'UndoOperations', role: 'Operator' },
    alias: { needs: 'CreateServiceAlias', role: 'Owner' },
    token: { needs: 'UpdateServiceToken', role: 'Owner' },
    readToken: { needs: 'DescribeServiceToken', role: 'Owner' },
    deleteContract: { needs: 'DeleteServiceContracts', role: 'Owner' },
  };

/** `true`, or that the person lacks the right for what it is about, and which role would have it. */
export function permitted(
  rights: Rights,
  action: Action,
  about: About,
  needs: Permission = WHO_MAY[action].needs,
  role: 'Operator' | 'Owner' = WHO_MAY[action].role,
): MayOrNot {
  if (rights.may(needs, about)) return true;
  return {
    not: 'permission',
    info: `You may read this but not change it. The role ${role} would allow it.`,
  };
}

/** What the object's own state forbids, for whoever has the right. */
export const impossible = (info: string): MayOrNot => ({ not: 'state', info });

/** The actions an instance offers: out of traffic, or back. `intents` null = it is in traffic. */
export function instanceMay(rights: Rights, about: About, intents: readonly string[] | null): May {
  const edit = permitted(rights, 'edit', about);
  const deregister = permitted(rights, 'deregister', about);
  if (intents === null) return { isolate: permitted(rights, 'isolate', about), edit, deregister };
  const isFlagOnly = intents.length === 0;
  return { end: isFlagOnly ? impossible(SET_BY_API) : permitted(rights, 'end', about), edit, deregister };
}

/** Why a flag cannot be lifted here: it is the registry's API's own, and follows its rules. */
export const SET_BY_API =
  'It was isolated through the registry’s API and is put back there, or by registering with isolate false.';
