import type { PolicyRow } from '@cynosure/shared/console/access.ts';
import { resourceKinds } from '@cynosure/shared/console/resource.ts';
import { createPolicy, deletePolicy, updatePolicy } from '../../access/commands/policies.ts';
import { allPolicies, type Policy, policyById } from '../../access/policy.ts';
import { policyRef } from '../../access/refs.ts';
import { problem, type Refused } from '../problem.ts';
import { compareNaturally } from '../read/natural-order.ts';
import type { Answer, ConsoleRequest, ConsoleRoute } from '../route.ts';
import { readBody } from '../write/isolation-bodies.ts';
import { writing } from '../write/named-thing.ts';
import type { Idempotency } from '../write/once-only.ts';
import { AccountRoutes } from './account-routes.ts';
import { editPolicyBody, newPolicyBody } from './bodies.ts';
import { type AccessContext, tenantOfAsker } from './parts.ts';
import { policyRevision, policyView } from './views.ts';

const policies = new AccountRoutes<Policy, PolicyRow>({
  plural: 'policies',
  word: 'policy',
  all: (state, tenant) => [...allPolicies(state)].filter(({ owner }) => owner === tenant),
  byId(state, tenant, id) {
    const policy = policyById(state, id);
    return policy?.owner === tenant ? policy : undefined;
  },
  // What somebody made comes before what comes by itself.
  compare: (a, b) => Number(a.isDefault) - Number(b.isDefault) || compareNaturally(a.name, b.name),
  texts: ({ name, comment }) => [name, comment],
  seenAs: { needs: 'DescribeAuthPolicyDetail', refOf: policyRef },
  view: policyView,
  revisionOf: policyRevision,
});

/** Policies: who may do which functions with what (console/spec.md §5, Access). */
export const policyRoutes = (of: AccessContext): ConsoleRoute[] => [
  {
    method: 'get',
    path: '/access/policies',
    needs: 'DescribeAuthPolicies',
    about: 'something',
    handle: (request) => policies.list(of, request),
  },
  {
    method: 'get',
    path: '/access/policies/:id',
    needs: 'DescribeAuthPolicyDetail',
    about: 'something',
    handle(request) {
      const policy = policies.ofPath(of, request, 'DescribeAuthPolicyDetail');
      return 'status' in policy ? policy : policies.again(of, request, policy.id);
    },
  },
  writing(
    of.once,
    { method: 'post', path: '/access/policies', needs: 'CreateAuthPolicy' },
    (request, idempotency) => create(of, request, idempotency),
    (request, ref) => ({ ...policies.again(of, request, ref), status: 201 }),
  ),
  writing(
    of.once,
    { method: 'patch', path: '/access/policies/:id', needs: 'UpdateAuthPolicies' },
    (request, idempotency) => edit(of, request, idempotency),
    (request, ref) => policies.again(of, request, ref),
  ),
  writing(
    of.once,
    { method: 'delete', path: '/access/policies/:id', needs: 'DeleteAuthPolicies' },
    (request, idempotency) => remove(of, request, idempotency),
    () => ({ status: 204 }),
  ),
];

async function create(of: AccessContext, request: ConsoleRequest, idempotency: Idempotency): Promise<Answer> {
  const read = readBody(newPolicyBody, request.body);
  if ('code' in read) return read;
  const { name, effect, comment = '', users = [], groups = [], roles = [], functions = [] } = read.value;
  const { resources = {}, labels = [] } = read.value;
  const draft = {
    name,
    owner: tenantOfAsker(of.context, request),
    action: effect === 'deny' ? ('DENY' as const) : ('ALLOW' as const),
    comment,
    users,
    groups,
    roles,
    resources: givenOnly(resources),
    functions,
    labels,
    metadata: {},
    source: 'Cynosure',
  };
  return policies.create(of, request, idempotency, createPolicy(draft, request.asker.actor));
}

/** Without the members that are there and undefined. */
const givenOnly = (resources: { [Kind in keyof Policy['resources']]?: string[] | undefined }) =>
  Object.fromEntries(resourceKinds.map((kind) => [kind, resources[kind] ?? []]));

const KINDS = ['users', 'groups', 'roles'] as const;

async function edit(of: AccessContext, request: ConsoleRequest, idempotency: Idempotency): Promise<Answer> {
  const policy = policies.ofPath(of, request, 'UpdateAuthPolicies');
  if ('status' in policy) return policy;
  if (policy.isDefault) return belongsToSomebody();
  const read = readBody(editPolicyBody, request.body);
  if ('code' in read) return read;
  const { name, comment, functions, labels, resources } = read.value;
  const gone = (before: readonly string[], after: readonly string[] | undefined) =>
    after === undefined ? [] : before.filter((id) => !after.includes(id));
  const [users, groups, roles] = KINDS.map((kind) => read.value[kind]);
  const patch = {
    ...(name === undefined ? {} : { name }),
    ...(comment === undefined ? {} : { comment }),
    ...(functions === undefined ? {} : { functions }),
    ...(labels === undefined ? {} : { labels }),
    // What was seen is what is there: the revision says so. What was there already is looked at again.
    add: { users: users ?? [], groups: groups ?? [], roles: roles ?? [] },
    remove: {
      users: gone(policy.users, users),
      groups: gone(policy.groups, groups),
      roles: gone(policy.roles, roles),
    },
    addResources: givenOnly(resources ?? {}),
    removeResources: Object.fromEntries(
      resourceKinds.map((kind) => [kind, gone(policy.resources[kind] ?? [], resources?.[kind])]),
    ),
  };
  return policies.edit(of, request, idempotency, policy, updatePolicy(policy.id, patch, request.asker.actor));
}

const belongsToSomebody = (): Refused =>
  problem(
    409,
    'NotAllowModifyDefaultStrategyPrincipal',
    'It goes with a user or group and changes with what is granted to them.',
    { type: 'Default' },
  );

function remove(
  of: AccessContext,
  request: ConsoleRequest,
  idempotency: Idempotency,
): Answer | Promise<Answer> {
  const policy = policies.ofPath(of, request, 'DeleteAuthPolicies');
  if ('status' in policy) return policy;
  if (policy.isDefault) return belongsToSomebody();
  return policies.remove(of, request, idempotency, policy, deletePolicy(policy.id, request.asker.actor));
}
