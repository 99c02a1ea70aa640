import { hash } from 'node:crypto';
import type {
  AccessMay,
  GroupRow,
  Permission as MayOrNot,
  NamedId,
  PolicyRow,
  RoleRow,
  UserDetail,
  UserRow,
} from '@cynosure/shared/console/access.ts';
import { resourceKinds } from '@cynosure/shared/console/resource.ts';
import type { AccessBook } from '../../access/access-book.ts';
import { type Group, groupById } from '../../access/group.ts';
import { resourceEntry, roleName } from '../../access/http/views.ts';
import type { Permission } from '../../access/permissions.ts';
import type { Policy } from '../../access/policy.ts';
import { groupRef, policyRef, roleRef, userRef } from '../../access/refs.ts';
import type { About, Rights } from '../../access/rights.ts';
import { type CustomRole, isBuiltIn, roleById } from '../../access/role.ts';
import { type User, userById } from '../../access/user.ts';
import type { RegistryState } from '../../registry/state.ts';
import { impossible, lacking } from '../read/may.ts';
import { matrixOf } from './matrix.ts';

export interface ViewParts {
  readonly state: RegistryState;
  readonly book: AccessBook;
  /** Of whoever looks. */
  readonly rights: Rights;
  /** Id of whoever looks. */
  readonly self: string;
}

/** What an edit can change and when; the moment of a use or a sign-in does not count. */
const revisionOf = (record: object): string => {
  const { tokenUse: _, lastSignInAt: __, passwordHash: ___, ...rest } = record as Record<string, unknown>;
  return hash('sha1', JSON.stringify(rest)).slice(0, 16);
};

export const userRevision = (user: User): string => revisionOf(user);
export const groupRevision = (group: Group): string => revisionOf(group);
export const roleRevision = (role: CustomRole): string => revisionOf(role);
export const policyRevision = (policy: Policy): string => revisionOf(policy);

const may = (rights: Rights, needs: Permission, about: About): MayOrNot =>
  rights.may(needs, about) ? true : lacking('ownersOnly');

const named = (id: string, name: string | undefined): NamedId[] => (name === undefined ? [] : [{ id, name }]);

export function userView({ state, book, rights, self }: ViewParts, user: User): UserRow {
  return {
    id: user.id,
    name: user.name,
    kind: user.kind,
    groups: book.groupsOf(user.id).map(({ id, name }) => ({ id, name })),
    role: user.role,
    namespaceRoles: (user.namespaceRoles ?? []).map((one) => ({ ...one })),
    roles: book.customRolesOf('users', user.id).flatMap((id) => named(id, roleById(state, id)?.name)),
    lastSignInAt: user.lastSignInAt ?? null,
    tokenEnabled: user.tokenEnabled,
    comment: user.comment,
    createdAt: user.ctime * 1000,
    changedAt: user.mtime * 1000,
    revision: userRevision(user),
    may: userMay(rights, user, self),
  };
}

function userMay(rights: Rights, user: User, self: string): AccessMay {
  const about = [userRef(user)];
  const isMain = user.kind === 'main';
  return {
    edit: may(rights, 'UpdateUser', about),
    roles: isMain ? impossible('mainIsOwner') : may(rights, 'CreateUsers', 'everything'),
    password: may(rights, 'UpdateUserPassword', about),
    token: may(rights, 'ResetUserToken', about),
    delete: deletion(rights, user, self),
  };
}

function deletion(rights: Rights, user: User, self: string): MayOrNot {
  if (user.kind === 'main') return impossible('lastAdministrator');
  if (user.id === self) return impossible('yourself');
  return may(rights, 'DeleteUsers', [userRef(user)]);
}

export function userDetail(parts: ViewParts, user: User): UserDetail {
  const { book } = parts;
  const { role, namespaceRoles } = book.rightsOfUser(user);
  const policies = [
    ...book.policiesOf('users', user.id),
    ...book.groupsOf(user.id).flatMap(({ id }) => book.policiesOf('groups', id)),
  ];
  return {
    ...userView(parts, user),
    effective: { role, namespaceRoles: namespaceRoles.map((one) => ({ ...one })) },
    policies: policies.map((policy) => ({
      id: policy.id,
      name: policy.name,
      effect: effectOf(policy),
      isDefault: policy.isDefault,
    })),
  };
}

export function groupView({ state, book, rights }: ViewParts, group: Group): GroupRow {
  const about = [groupRef(group)];
  return {
    id: group.id,
    name: group.name,
    comment: group.comment,
    users: group.users.flatMap((id) => named(id, userById(state, id)?.name)),
    policies: book.policiesOf('groups', group.id).map(({ id, name }) => ({ id, name })),
    role: group.role,
    namespaceRoles: (group.namespaceRoles ?? []).map((one) => ({ ...one })),
    roles: book.customRolesOf('groups', group.id).flatMap((id) => named(id, roleById(state, id)?.name)),
    tokenEnabled: group.tokenEnabled,
    createdAt: group.ctime * 1000,
    changedAt: group.mtime * 1000,
    revision: groupRevision(group),
    may: {
      edit: may(rights, 'UpdateUserGroups', about),
      roles: may(rights, 'UpdateUserGroups', about),
      token: may(rights, 'ResetUserGroupToken', about),
      delete: may(rights, 'DeleteUserGroups', about),
    },
  };
}

export function roleView({ state, book, rights }: ViewParts, role: CustomRole): RoleRow {
  const about = [roleRef(role)];
  const builtIn = isBuiltIn(role.id);
  return {
    id: role.id,
    name: role.name,
    builtIn,
    comment: role.comment,
    users: role.users.flatMap((id) => named(id, userById(state, id)?.name)),
    groups: role.groups.flatMap((id) => named(id, groupById(state, id)?.name)),
    matrix: matrixOf(isBuiltIn(role.id) ? role.id : null, book.policiesOf('roles', role.id)),
    revision: roleRevision(role),
    may: {
      edit: may(rights, 'UpdateAuthRoles', about),
      delete: builtIn ? impossible('builtInRole') : may(rights, 'DeleteAuthRoles', about),
    },
  };
}

export const effectOf = ({ action }: Policy): PolicyRow['effect'] => {
  if (action === 'DENY') return 'deny';
  return action === 'ONLY_READ' ? 'none' : 'allow';
};

export function policyView({ state, rights }: ViewParts, policy: Policy): PolicyRow {
  const about = [policyRef(policy)];
  return {
    id: policy.id,
    name: policy.name,
    comment: policy.comment,
    effect: effectOf(policy),
    isDefault: policy.isDefault,
    users: policy.users.flatMap((id) => named(id, userById(state, id)?.name)),
    groups: policy.groups.flatMap((id) => named(id, groupById(state, id)?.name)),
    roles: policy.roles.flatMap((id) => named(id, roleName(state, id))),
    resources: resourcesView(state, policy),
    functions: [...policy.functions],
    labels: policy.labels.map((one) => ({ ...one })),
    createdAt: policy.ctime * 1000,
    changedAt: policy.mtime * 1000,
    revision: policyRevision(policy),
    may: policy.isDefault
      ? {
          edit: impossible('defaultPolicy'),
          delete: impossible('defaultPolicyStays'),
        }
      : {
          edit: may(rights, 'UpdateAuthPolicies', about),
          delete: may(rights, 'DeleteAuthPolicies', about),
        },
  };
}

function resourcesView(state: RegistryState, { resources }: Policy): PolicyRow['resources'] {
  const view: PolicyRow['resources'] = {};
  for (const kind of resourceKinds) {
    const entries = (resources[kind] ?? []).flatMap((id) => {
      const entry = resourceEntry(state, kind, id);
      if (entry === undefined) return [];
      const { name = id, namespace } = entry;
      return [kind === 'services' && namespace !== undefined ? { id, name, namespace } : { id, name }];
    });
    if (entries.length > 0) view[kind] = entries;
  }
  return view;
}
