import type { RoleRow } from '@cynosure/shared/console/access.ts';
import { createRole, deleteRole, setHolders, updateRole } from '../../access/commands/roles.ts';
import { rolesOf } from '../../access/http/role-routes.ts';
import { type CustomRole, isBuiltIn } from '../../access/role.ts';
import type { Command } from '../../registry/command.ts';
import { newHex32 } from '../../registry/commands/new-ids.ts';
import { fieldProblem, invalidFields, problem } from '../problem.ts';
import { type Answer, type ConsoleRequest, type ConsoleRoute, ok } from '../route.ts';
import { readBody } from '../write/isolation-bodies.ts';
import { writing } from '../write/named-thing.ts';
import type { Idempotency } from '../write/once-only.ts';
import { AccountRoutes } from './account-routes.ts';
import { editRoleBody, newRoleBody } from './bodies.ts';
import { functionCatalogue } from './matrix.ts';
import { type AccessContext, idIn, tenantOfAsker } from './parts.ts';
import { roleRevision, roleView } from './views.ts';

const roles = new AccountRoutes<CustomRole, RoleRow>({
  plural: 'roles',
  word: 'role',
  all: rolesOf,
  byId: (state, tenant, id) => rolesOf(state, tenant).find((role) => role.id === id),
  texts: ({ name }) => [name],
  view: roleView,
  revisionOf: roleRevision,
});

/** Roles and what they may do (console/spec.md §5, Access). */
export const roleRoutes = (of: AccessContext): ConsoleRoute[] => [
  {
    method: 'get',
    path: '/access/roles',
    needs: 'DescribeAuthRoles',
    handle: (request) => roles.list(of, request),
  },
  {
    method: 'get',
    path: '/access/roles/:id',
    needs: 'DescribeAuthRoleDetail',
    handle: (request) => roles.again(of, request, idIn(request)),
  },
  {
    method: 'get',
    path: '/access/functions',
    needs: 'DescribeAuthRoles',
    handle: () => ok(functionCatalogue()),
  },
  writing(
    of.once,
    { method: 'post', path: '/access/roles', needs: 'CreateAuthRoles' },
    (request, idempotency) => create(of, request, idempotency),
    (request, ref) => ({ ...roles.again(of, request, ref), status: 201 }),
  ),
  writing(
    of.once,
    { method: 'patch', path: '/access/roles/:id', needs: 'UpdateAuthRoles' },
    (request, idempotency) => edit(of, request, idempotency),
    (request, ref) => roles.again(of, request, ref),
  ),
  writing(
    of.once,
    { method: 'delete', path: '/access/roles/:id', needs: 'DeleteAuthRoles' },
    (request, idempotency) => remove(of, request, idempotency),
    () => ({ status: 204 }),
  ),
];

async function create(of: AccessContext, request: ConsoleRequest, idempotency: Idempotency): Promise<Answer> {
  const read = readBody(newRoleBody, request.body);
  if ('code' in read) return read;
  const { name } = read.value;
  if (isBuiltIn(name)) return invalidFields([fieldProblem('name', `${name} is a built-in role.`)]);
  const owner = tenantOfAsker(of.context, request);
  const draft = { ...read.value, id: newHex32(), owner, source: 'Cynosure', metadata: {} };
  return roles.create(of, request, idempotency, createRole(draft, request.asker.actor));
}

async function edit(of: AccessContext, request: ConsoleRequest, idempotency: Idempotency): Promise<Answer> {
  const role = roles.ofPath(of, request);
  if ('status' in role) return role;
  const read = readBody(editRoleBody, request.body);
  if ('code' in read) return read;
  const { comment, users, groups } = read.value;
  const tenant = tenantOfAsker(of.context, request);
  const { actor } = request.asker;
  const holders = { ...(users === undefined ? {} : { users }), ...(groups === undefined ? {} : { groups }) };
  const command: Command<unknown> = isBuiltIn(role.id)
    ? setHolders(role.id, tenant, holders, actor)
    : updateRole(role.id, { ...holders, ...(comment === undefined ? {} : { comment }) }, actor);
  return roles.edit(of, request, idempotency, role, command);
}

function remove(
  of: AccessContext,
  request: ConsoleRequest,
  idempotency: Idempotency,
): Answer | Promise<Answer> {
  const role = roles.ofPath(of, request);
  if ('status' in role) return role;
  if (isBuiltIn(role.id)) {
    return problem(409, 'BadRequest', 'A built-in role cannot be deleted.', { type: 'BuiltIn' });
  }
  return roles.remove(of, request, idempotency, role, deleteRole(role.id, request.asker.actor));
}
