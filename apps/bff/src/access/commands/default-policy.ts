import { EVERY, type ResourceKind, resourceKinds } from '@cynosure/shared/console/resource.ts';
import { newHex32 } from '../../registry/commands/new-ids.ts';
import type { Policy } from '../policy.ts';

/** What an account may do with itself (contract/auth.md §6.2). */
const WITH_ONESELF = [
  'DescribeUsers',
  'DescribeUserToken',
  'UpdateUser',
  'UpdateUserPassword',
  'EnableUserToken',
  'ResetUserToken',
  'DescribeAuthPolicies',
  'DescribeAuthPolicyDetail',
  'DescribeAuthRoles',
];

/** Every user's and group's own policy is called so, also that of a group (contract/auth.md §6.2). */
const nameFor = (principal: string): string => `(用户) ${principal}的默认策略`;

const blank = (owner: string, seconds: number): Omit<Policy, 'id' | 'name' | 'action' | 'comment'> => ({
  owner,
  isDefault: true,
  users: [],
  groups: [],
  roles: [],
  resources: {},
  functions: [],
  labels: [],
  metadata: {},
  source: 'Polaris',
  ctime: seconds,
  mtime: seconds,
});

interface Principal {
  readonly id: string;
  readonly name: string;
  readonly owner: string;
}

/** The policy that comes and goes with a user. */
export const defaultPolicyOfUser = ({ id, name, owner }: Principal, seconds: number): Policy => ({
  ...blank(owner, seconds),
  id: newHex32(),
  name: nameFor(name),
  action: 'ALLOW',
  comment: 'default principal auth policy rule',
  users: [id],
  resources: { users: [id] },
  functions: WITH_ONESELF,
});

/** The policy that comes and goes with a group. */
export const defaultPolicyOfGroup = ({ id, name, owner }: Principal, seconds: number): Policy => ({
  ...blank(owner, seconds),
  id: newHex32(),
  name: nameFor(name),
  action: 'ALLOW',
  comment: 'default principal auth policy rule',
  groups: [id],
  functions: WITH_ONESELF,
});

const everything = (): Record<ResourceKind, string[]> =>
  // Every kind is named, which fromEntries cannot say.
  Object.fromEntries(resourceKinds.map((kind) => [kind, [EVERY]])) as Record<ResourceKind, string[]>;

/** What a main account brings along: its own policy, and two that can be given to others (contract §2). */
export function policiesOfMain(
  main: { readonly id: string; readonly name: string },
  seconds: number,
): Policy[] {
  const all = { ...blank(main.id, seconds), resources: everything() };
  return [
    {
      ...all,
      id: 'fbca9bfa04ae4ead86e1ecf5811e32a9',
      name: nameFor(main.name),
      action: 'READ_WRITE',
      comment: 'default admin',
      users: [main.id],
      functions: [EVERY],
    },
    {
      ...all,
      id: 'bfa04ae1e32a94fbca9ead86e1ecf581',
      name: '全局只读策略',
      action: 'ALLOW',
      // Spelled as the reference spells it, because lists are compared with it.
      comment: 'global resources read onyly',
      isDefault: false,
      functions: ['Describe*', 'List*', 'Get*'],
    },
    {
      ...all,
      id: 'e3d86e1ecf5812bfa04ae1a94fbca9ea',
      name: '全局读写策略',
      action: 'ALLOW',
      comment: 'global resources read and write',
      isDefault: false,
      functions: [EVERY],
    },
  ];
}
