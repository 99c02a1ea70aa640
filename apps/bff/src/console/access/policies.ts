import type { PolicyRow } from '@cynosure/shared/console/access.ts';
import { isDone } from '@cynosure/shared/outcome.ts';
import { createPolicy, deletePolicy, updatePolicy } from '../../access/commands/policies.ts';
import type { Permission } from '../../access/permissions.ts';
import { allPolicies, type Policy, policyById } from '../../access/policy.ts';
import { policyRef } from '../../access/refs.ts';
import { resourceKinds } from '../../access/resource.ts';
import { problem, type Refused } from '../problem.ts';
import { compareNaturally } from '../read/natural-order.ts';
import { ParamReader } from '../read/query-params.ts';
import {
  type Answer,
  type ConsoleRequest,
  type ConsoleRoute,
  created,
  notAllowed,
  notFound,
  ok,
  revisionWanted,
} from '../route.ts';
import { namedRows, pageAnswer } from '../routes/page.ts';
import { readBody } from '../write/isolation-bodies.ts';
import { type Idempotency, rememberedAs } from '../write/once-only.ts';
import { editPolicyBody, newPolicyBody, typedBody } from './bodies.ts';
import { type AccessContext, idIn, refusedWrite, since, tenantOfAsker, untyped, writing } from './parts.ts';
import { viewParts } from './users.ts';
import { policyRevision, policyView } from './views.ts';

/** Policies: who may do which functions with what (console/spec.md §5, Access). */
export const policyRoutes = (of: AccessContext): ConsoleRoute[] => [
  {
    method: 'get',
    path: '/access/policies',
    needs: 'DescribeAuthPolicies',
    about: 'something',
    handle: (request) => list(of, request),
  },
  {
    method: 'get',
    path: '/access/policies/:id',
    needs: 'DescribeAuthPolicyDetail',
    about: 'something',
    handle(request) {
      const policy = policyOfPath(of, request, 'DescribeAuthPolicyDetail');
      if ('status' in policy) return policy;
      return ok(policyView(viewParts(of, request), policy), { etag: policyRevision(policy) });
    },
  },
  writing(
    of,
    { method: 'post', path: '/access/policies', needs: 'CreateAuthPolicy' },
    (request, idempotency) => create(of, request, idempotency),
    (request, ref) => ({ ...again(of, request, ref), status: 201 }),
  ),
  writing(
    of,
    { method: 'patch', path: '/access/policies/:id', needs: 'UpdateAuthPolicies' },
    (request, idempotency) => edit(of, request, idempotency),
    (request, ref) => again(of, request, ref),
  ),
  writing(
    of,
    { method: 'delete', path: '/access/policies/:id', needs: 'DeleteAuthPolicies' },
    (request, idempotency) => remove(of, request, idempotency),
    () => ({ status: 204 }),
  ),
];

function list(of: AccessContext, request: ConsoleRequest): Answer {
  const { state } = of.context;
  const { rights } = request.asker;
  const q = request.query.get('q')?.trim().toLowerCase() ?? '';
  const all = () =>
    [...allPolicies(state)].filter((policy) => rights.may('DescribeAuthPolicyDetail', [policyRef(policy)]));
  const viewOf = (id: string): PolicyRow | undefined => {
    const policy = policyById(state, id);
    return policy === undefined ? undefined : policyView(viewParts(of, request), policy);
  };
  return pageAnswer(of.context, request, new ParamReader(request.query), {
    kind: 'policies',
    queryText: `q=${q}`,
    run() {
      const found = all().filter(
        ({ name, comment }) => name.toLowerCase().includes(q) || comment.toLowerCase().includes(q),
      );
      // What somebody made comes before what comes by itself.
      found.sort((a, b) => Number(a.isDefault) - Number(b.isDefault) || compareNaturally(a.name, b.name));
      return { rows: { kind: 'policies', names: found.map(({ id }) => id) } };
    },
    ...namedRows(viewOf),
    totalUnfiltered: () => all().length,
  });
}

function policyOfPath(
  { context }: AccessContext,
  request: ConsoleRequest,
  needs: Permission,
): Policy | Refused {
  const id = idIn(request);
  const policy = policyById(context.state, id);
  if (policy === undefined || policy.owner !== tenantOfAsker(context, request)) {
    return notFound(`There is no policy ${id}.`);
  }
  return notAllowed(request.asker, needs, [policyRef(policy)]) ?? policy;
}

function again(of: AccessContext, request: ConsoleRequest, id: string): Answer & { status: number } {
  const policy = policyById(of.context.state, id);
  if (policy === undefined) return notFound(`There is no policy ${id}.`);
  return ok(policyView(viewParts(of, request), policy), { etag: policyRevision(policy) });
}

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
  const command = createPolicy(draft, request.asker.actor);
  const made = await of.context.registry.run(rememberedAs(command, idempotency, ({ id }) => id));
  return isDone(made) ? created(policyView(viewParts(of, request), made.value)) : refusedWrite(made);
}

/** Without the members that are there and undefined. */
const givenOnly = (resources: { [Kind in keyof Policy['resources']]?: string[] | undefined }) =>
  Object.fromEntries(resourceKinds.map((kind) => [kind, resources[kind] ?? []]));

const revisionNow = (id: string) => (state: Parameters<typeof policyById>[0]) => {
  const policy = policyById(state, id);
  return policy && policyRevision(policy);
};

const KINDS = ['users', 'groups', 'roles'] as const;

async function edit(of: AccessContext, request: ConsoleRequest, idempotency: Idempotency): Promise<Answer> {
  const policy = policyOfPath(of, request, 'UpdateAuthPolicies');
  if ('status' in policy) return policy;
  if (policy.isDefault) return belongsToSomebody();
  const wanted = revisionWanted(request);
  if ('code' in wanted) return wanted;
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
  const seen = { revision: wanted.revision, now: revisionNow(policy.id) };
  const command = since(updatePolicy(policy.id, patch, request.asker.actor), idempotency, seen, policy.id);
  const updated = await of.context.registry.run(command);
  if (isDone(updated)) {
    const view = policyView(viewParts(of, request), updated.value);
    return ok(view, { etag: view.revision });
  }
  const now = policyById(of.context.state, policy.id);
  return refusedWrite(updated, now && policyView(viewParts(of, request), now));
}

const belongsToSomebody = (): Refused =>
  problem(
    409,
    'NotAllowModifyDefaultStrategyPrincipal',
    'It goes with a user or group and changes with what is granted to them.',
    { type: 'Default' },
  );

async function remove(of: AccessContext, request: ConsoleRequest, idempotency: Idempotency): Promise<Answer> {
  const policy = policyOfPath(of, request, 'DeleteAuthPolicies');
  if ('status' in policy) return policy;
  if (policy.isDefault) return belongsToSomebody();
  const wanted = revisionWanted(request);
  if ('code' in wanted) return wanted;
  const read = readBody(typedBody, request.body);
  if ('code' in read) return read;
  const mistyped = untyped(read.value.typed, policy.name);
  if (mistyped !== null) return mistyped;
  const seen = { revision: wanted.revision, now: revisionNow(policy.id) };
  const command = since(deletePolicy(policy.id, request.asker.actor), idempotency, seen, policy.id);
  const deleted = await of.context.registry.run(command);
  return isDone(deleted) ? { status: 204 } : refusedWrite(deleted);
}
