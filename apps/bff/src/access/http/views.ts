import type { MessageInitShape } from '@bufbuild/protobuf';
import {
  AuthAction,
  type AuthStrategySchema,
  type PrincipalsSchema,
  type RoleSchema,
  type StrategyResourcesSchema,
  type UserGroupSchema,
  type User as UserMessage,
  type UserSchema,
} from '@cynosure/proto/v1/security/auth_pb.ts';
import { EVERY, type ResourceKind, resourceKinds } from '@cynosure/shared/console/resource.ts';
import { timeText } from '../../registry/instance-codec.ts';
import type { RegistryState } from '../../registry/state.ts';
import { type Group, groupById } from '../group.ts';
import { type Policy, policyById } from '../policy.ts';
import { builtInRoles, type CustomRole, isBuiltIn, roleById } from '../role.ts';
import { type User, userById } from '../user.ts';

/** A password that came with a request is repeated as a sign that it did, and not as itself. */
const MASK = '******';

/** A request with a user, as the answer repeats it. */
export const userEcho = (message: UserMessage): MessageInitShape<typeof UserSchema> =>
  message.password === undefined ? message : { ...message, password: MASK };

const times = ({ ctime, mtime }: { readonly ctime: number; readonly mtime: number }) => ({
  ctime: timeText(ctime),
  mtime: timeText(mtime),
});

/** A user of a list (contract/auth.md §3.1): no password, no token. */
export const userRow = (user: User): MessageInitShape<typeof UserSchema> => ({
  id: user.id,
  name: user.name,
  owner: user.owner,
  source: user.source,
  tokenEnable: user.tokenEnabled,
  comment: user.comment,
  ...times(user),
  userType: user.kind,
  ...(user.mobile === undefined ? {} : { mobile: user.mobile }),
  ...(user.email === undefined ? {} : { email: user.email }),
  metadata: { ...user.metadata },
});

/** A member of a group, with less. */
const memberRow = (user: User): MessageInitShape<typeof UserSchema> => ({
  id: user.id,
  name: user.name,
  source: user.source,
  tokenEnable: user.tokenEnabled,
  comment: user.comment,
  ...times(user),
});

/** A group of a list (contract §4). */
export const groupRow = (group: Group) => ({
  id: group.id,
  name: group.name,
  owner: group.owner,
  tokenEnable: group.tokenEnabled,
  comment: group.comment,
  ...times(group),
  userCount: group.users.length,
  metadata: { ...group.metadata },
  ...(group.source === '' ? {} : { source: group.source }),
});

export const groupDetail = (
  state: RegistryState,
  group: Group,
): MessageInitShape<typeof UserGroupSchema> => ({
  ...groupRow(group),
  relation: { users: group.users.flatMap((id) => userById(state, id) ?? []).map(memberRow) },
});

const ACTIONS = {
  ONLY_READ: AuthAction.ONLY_READ,
  READ_WRITE: AuthAction.READ_WRITE,
  ALLOW: AuthAction.ALLOW,
  DENY: AuthAction.DENY,
} as const;

/** A policy of a list (contract §6.3): without whom and what. */
export const policyRow = (policy: Policy) => ({
  id: policy.id,
  name: policy.name,
  action: ACTIONS[policy.action],
  comment: policy.comment,
  owner: policy.owner,
  ...times(policy),
  defaultStrategy: policy.isDefault,
});

export const policyDetail = (
  state: RegistryState,
  policy: Policy,
): MessageInitShape<typeof AuthStrategySchema> => ({
  ...policyRow(policy),
  principals: principalsOf(state, policy),
  resources: resourcesOf(state, policy.resources),
  functions: [...policy.functions],
});

const principalsOf = (state: RegistryState, policy: Policy): MessageInitShape<typeof PrincipalsSchema> => ({
  users: policy.users.flatMap((id) => named(id, userById(state, id)?.name)),
  groups: policy.groups.flatMap((id) => named(id, groupById(state, id)?.name)),
  roles: policy.roles.flatMap((id) => named(id, roleName(state, id))),
});

const named = (id: string, name: string | undefined) => (name === undefined ? [] : [{ id, name }]);

export const roleName = (state: RegistryState, id: string): string | undefined =>
  isBuiltIn(id) ? id : roleById(state, id)?.name;

const MEMBERS = {
  namespaces: 'namespaces',
  services: 'services',
  config_groups: 'configGroups',
  route_rules: 'routeRules',
  ratelimit_rules: 'ratelimitRules',
  circuitbreaker_rules: 'circuitbreakerRules',
  faultdetect_rules: 'faultdetectRules',
  lane_rules: 'laneRules',
  users: 'users',
  user_groups: 'userGroups',
  roles: 'roles',
  auth_policies: 'authPolicies',
} as const satisfies Record<ResourceKind, keyof MessageInitShape<typeof StrategyResourcesSchema>>;

export { MEMBERS as resourceMembers };

interface Entry {
  readonly id: string;
  readonly namespace?: string;
  readonly name?: string;
}

/** What a policy names, by name as well; what is gone is left out. */
export const resourcesOf = (
  state: RegistryState,
  resources: Policy['resources'],
): MessageInitShape<typeof StrategyResourcesSchema> =>
  Object.fromEntries(
    resourceKinds.map((kind) => [
      MEMBERS[kind],
      (resources[kind] ?? []).flatMap((id) => resourceEntry(state, kind, id) ?? []),
    ]),
  );

export function resourceEntry(state: RegistryState, kind: ResourceKind, id: string): Entry | undefined {
  if (id === EVERY) return { id, namespace: EVERY, name: EVERY };
  const called = (name: string | undefined): Entry | undefined =>
    name === undefined ? undefined : { id, name };
  switch (kind) {
    case 'namespaces':
      return state.services.namespaces.has(id) ? { id, namespace: id, name: id } : undefined;
    case 'services': {
      const service = state.services.byId(id)?.service;
      return service && { id, namespace: service.namespace, name: service.name };
    }
    case 'users':
      return called(userById(state, id)?.name);
    case 'user_groups':
      return called(groupById(state, id)?.name);
    case 'roles':
      return called(roleName(state, id));
    case 'auth_policies':
      return called(policyById(state, id)?.name);
    default:
      return { id };
  }
}

/** A role with those who hold it. */
export const roleRow = (
  state: RegistryState,
  role: CustomRole,
  isDefault = false,
): MessageInitShape<typeof RoleSchema> => ({
  id: role.id,
  name: role.name,
  owner: role.owner,
  source: role.source,
  defaultRole: isDefault,
  metadata: { ...role.metadata },
  comment: role.comment,
  ...(role.ctime === 0 ? {} : times(role)),
  users: role.users.flatMap((id) => named(id, userById(state, id)?.name)),
  userGroups: role.groups.flatMap((id) => named(id, groupById(state, id)?.name)),
});

/** The built-in roles in the form of the others. */
export const builtInRows = (tenant: string, holders: { users: readonly User[]; groups: readonly Group[] }) =>
  builtInRoles.map(
    (role): CustomRole => ({
      id: role,
      name: role,
      owner: tenant,
      source: 'Cynosure',
      comment: '',
      metadata: {},
      users: holders.users.filter((one) => one.role === role).map(({ id }) => id),
      groups: holders.groups.filter((one) => one.role === role).map(({ id }) => id),
      ctime: 0,
      mtime: 0,
    }),
  );
