import type { RoleRow } from '@cynosure/shared/console/access.ts';
import { isDone, type Outcome } from '@cynosure/shared/outcome.ts';
import { createRole, deleteRole, setHolders, updateRole } from '../../access/commands/roles.ts';
import { rolesOf } from '../../access/http/role-routes.ts';
import { type CustomRole, isBuiltIn } from '../../access/role.ts';
import type { Command } from '../../registry/command.ts';
import { newHex32 } from '../../registry/commands/new-ids.ts';
import type { RegistryState } from '../../registry/state.ts';
import { fieldProblem, invalidFields, problem, type Refused } from '../problem.ts';
import { ParamReader } from '../read/query-params.ts';
import {
  type Answer,
  type ConsoleRequest,
  type ConsoleRoute,
  created,
  notFound,
  ok,
  revisionWanted,
} from '../route.ts';
import { namedRows, pageAnswer } from '../routes/page.ts';
import { readBody } from '../write/isolation-bodies.ts';
import { type Idempotency, rememberedAs } from '../write/once-only.ts';
import { editRoleBody, newRoleBody, typedBody } from './bodies.ts';
import { functionCatalogue } from './matrix.ts';
import { type AccessContext, idIn, refusedWrite, since, tenantOfAsker, untyped, writing } from './parts.ts';
import { viewParts } from './users.ts';
import { roleRevision, roleView } from './views.ts';

/** Roles and what they may do (console/spec.md §5, Access). */
export const roleRoutes = (of: AccessContext): ConsoleRoute[] => [
  {
    method: 'get',
    path: '/access/roles',
    needs: 'DescribeAuthRoles',
    handle: (request) => list(of, request),
  },
  {
    method: 'get',
    path: '/access/roles/:id',
    needs: 'DescribeAuthRoleDetail',
    handle(request) {
      const role = roleOfPath(of, request);
      if ('status' in role) return role;
      return ok(roleView(viewParts(of, request), role), { etag: roleRevision(role) });
    },
  },
  {
    method: 'get',
    path: '/access/functions',
    needs: 'DescribeAuthRoles',
    handle: () => ok(functionCatalogue()),
  },
  writing(
    of,
    { method: 'post', path: '/access/roles', needs: 'CreateAuthRoles' },
    (request, idempotency) => create(of, request, idempotency),
    (request, ref) => ({ ...again(of, request, ref), status: 201 }),
  ),
  writing(
    of,
    { method: 'patch', path: '/access/roles/:id', needs: 'UpdateAuthRoles' },
    (request, idempotency) => edit(of, request, idempotency),
    (request, ref) => again(of, request, ref),
  ),
  writing(
    of,
    { method: 'delete', path: '/access/roles/:id', needs: 'DeleteAuthRoles' },
    (request, idempotency) => remove(of, request, idempotency),
    () => ({ status: 204 }),
  ),
];

const find = (state: RegistryState, tenant: string, id: string): CustomRole | undefined =>
  rolesOf(state, tenant).find((role) => role.id === id);

function list(of: AccessContext, request: ConsoleRequest): Answer {
  const { state } = of.context;
  const tenant = tenantOfAsker(of.context, request);
  const q = request.query.get('q')?.trim().toLowerCase() ?? '';
  const viewOf = (id: string): RoleRow | undefined => {
    const role = find(state, tenant, id);
    return role === undefined ? undefined : roleView(viewParts(of, request), role);
  };
  return pageAnswer(of.context, request, new ParamReader(request.query), {
    kind: 'roles',
    queryText: `q=${q}`,
    run() {
      const found = rolesOf(state, tenant).filter(({ name }) => name.toLowerCase().includes(q));
      return { rows: { kind: 'roles', names: found.map(({ id }) => id) } };
    },
    ...namedRows(viewOf),
    totalUnfiltered: () => rolesOf(state, tenant).length,
  });
}

function roleOfPath({ context }: AccessContext, request: ConsoleRequest): CustomRole | Refused {
  const id = idIn(request);
  return find(context.state, tenantOfAsker(context, request), id) ?? notFound(`There is no role ${id}.`);
}

function again(of: AccessContext, request: ConsoleRequest, id: string): Answer & { status: number } {
  const role = find(of.context.state, tenantOfAsker(of.context, request), id);
  if (role === undefined) return notFound(`There is no role ${id}.`);
  return ok(roleView(viewParts(of, request), role), { etag: roleRevision(role) });
}

async function create(of: AccessContext, request: ConsoleRequest, idempotency: Idempotency): Promise<Answer> {
  const read = readBody(newRoleBody, request.body);
  if ('code' in read) return read;
  const { name } = read.value;
  if (isBuiltIn(name)) return invalidFields([fieldProblem('name', `${name} is a built-in role.`)]);
  const owner = tenantOfAsker(of.context, request);
  const draft = { ...read.value, id: newHex32(), owner, source: 'Cynosure', metadata: {} };
  const command = createRole(draft, request.asker.actor);
  const made = await of.context.registry.run(rememberedAs(command, idempotency, ({ id }) => id));
  return isDone(made) ? created(roleView(viewParts(of, request), made.value)) : refusedWrite(made);
}

async function edit(of: AccessContext, request: ConsoleRequest, idempotency: Idempotency): Promise<Answer> {
  const role = roleOfPath(of, request);
  if ('status' in role) return role;
  const wanted = revisionWanted(request);
  if ('code' in wanted) return wanted;
  const read = readBody(editRoleBody, request.body);
  if ('code' in read) return read;
  const { comment, users, groups } = read.value;
  const tenant = tenantOfAsker(of.context, request);
  const { actor } = request.asker;
  const holders = { ...(users === undefined ? {} : { users }), ...(groups === undefined ? {} : { groups }) };
  const command: Command<unknown> = isBuiltIn(role.id)
    ? setHolders(role.id, tenant, holders, actor)
    : updateRole(role.id, { ...holders, ...(comment === undefined ? {} : { comment }) }, actor);
  const seen = { revision: wanted.revision, now: revisionNow(tenant, role.id) };
  const updated: Outcome<unknown> = await of.context.registry.run(since(command, idempotency, seen, role.id));
  if (isDone(updated)) return again(of, request, role.id);
  const now = find(of.context.state, tenant, role.id);
  return refusedWrite(updated, now && roleView(viewParts(of, request), now));
}

const revisionNow = (tenant: string, id: string) => (state: RegistryState) => {
  const role = find(state, tenant, id);
  return role && roleRevision(role);
};

async function remove(of: AccessContext, request: ConsoleRequest, idempotency: Idempotency): Promise<Answer> {
  const role = roleOfPath(of, request);
  if ('status' in role) return role;
  if (isBuiltIn(role.id)) {
    return problem(409, 'BadRequest', 'A built-in role cannot be deleted.', { type: 'BuiltIn' });
  }
  const wanted = revisionWanted(request);
  if ('code' in wanted) return wanted;
  const read = readBody(typedBody, request.body);
  if ('code' in read) return read;
  const mistyped = untyped(read.value.typed, role.name);
  if (mistyped !== null) return mistyped;
  const tenant = tenantOfAsker(of.context, request);
  const seen = { revision: wanted.revision, now: revisionNow(tenant, role.id) };
  const command = since(deleteRole(role.id, request.asker.actor), idempotency, seen, role.id);
  const deleted = await of.context.registry.run(command);
  return isDone(deleted) ? { status: 204 } : refusedWrite(deleted);
}
