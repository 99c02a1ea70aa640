import type { ChangedToken, GroupRow } from '@cynosure/shared/console/access.ts';
import { isDone } from '@cynosure/shared/outcome.ts';
import {
  createGroup,
  deleteGroup,
  enableGroupToken,
  renewGroupToken,
  updateGroup,
} from '../../access/commands/groups.ts';
import { allGroups, type Group, groupById } from '../../access/group.ts';
import { groupRef } from '../../access/refs.ts';
import { compareNaturally } from '../read/natural-order.ts';
import { type Answer, type ConsoleRequest, type ConsoleRoute, notFound, ok } from '../route.ts';
import { readBody } from '../write/isolation-bodies.ts';
import { writing } from '../write/named-thing.ts';
import { type Idempotency, rememberedAs } from '../write/once-only.ts';
import { AccountRoutes } from './account-routes.ts';
import { editGroupBody, newGroupBody, tokenBody } from './bodies.ts';
import { type AccessContext, refusedWrite, tenantOfAsker } from './parts.ts';
import { groupRevision, groupView } from './views.ts';

const groups = new AccountRoutes<Group, GroupRow>({
  plural: 'groups',
  word: 'group',
  all: (state, tenant) => [...allGroups(state)].filter(({ owner }) => owner === tenant),
  byId(state, tenant, id) {
    const group = groupById(state, id);
    return group?.owner === tenant ? group : undefined;
  },
  compare: (a, b) => compareNaturally(a.name, b.name),
  texts: ({ name, comment }) => [name, comment],
  seenAs: { needs: 'DescribeUserGroups', refOf: groupRef },
  view: groupView,
  revisionOf: groupRevision,
});

/** Groups of accounts (console/spec.md §5, Access). */
export const groupRoutes = (of: AccessContext): ConsoleRoute[] => [
  {
    method: 'get',
    path: '/access/groups',
    needs: 'DescribeUserGroups',
    about: 'something',
    handle: (request) => groups.list(of, request),
  },
  {
    method: 'get',
    path: '/access/groups/:id',
    needs: 'DescribeUserGroupDetail',
    about: 'something',
    handle(request) {
      const group = groups.ofPath(of, request, 'DescribeUserGroupDetail');
      return 'status' in group ? group : groups.again(of, request, group.id);
    },
  },
  writing(
    of.once,
    { method: 'post', path: '/access/groups', needs: 'CreateUserGroup' },
    (request, idempotency) => create(of, request, idempotency),
    (request, ref) => ({ ...groups.again(of, request, ref), status: 201 }),
  ),
  writing(
    of.once,
    { method: 'patch', path: '/access/groups/:id', needs: 'UpdateUserGroups' },
    (request, idempotency) => edit(of, request, idempotency),
    (request, ref) => groups.again(of, request, ref),
  ),
  writing(
    of.once,
    { method: 'post', path: '/access/groups/:id/token', needs: 'ResetUserGroupToken' },
    (request, idempotency) => changeToken(of, request, idempotency),
    (_request, ref) => tokenAgain(of, ref),
  ),
  writing(
    of.once,
    { method: 'delete', path: '/access/groups/:id', needs: 'DeleteUserGroups' },
    (request, idempotency) => remove(of, request, idempotency),
    () => ({ status: 204 }),
  ),
];

async function create(of: AccessContext, request: ConsoleRequest, idempotency: Idempotency): Promise<Answer> {
  const read = readBody(newGroupBody, request.body);
  if ('code' in read) return read;
  const { name, comment, users, role = null, namespaceRoles = [] } = read.value;
  const owner = tenantOfAsker(of.context, request);
  const draft = { name, owner, comment, users, role, namespaceRoles, source: 'Cynosure', metadata: {} };
  return groups.create(of, request, idempotency, createGroup(draft, request.asker.actor));
}

async function edit(of: AccessContext, request: ConsoleRequest, idempotency: Idempotency): Promise<Answer> {
  const group = groups.ofPath(of, request, 'UpdateUserGroups');
  if ('status' in group) return group;
  const read = readBody(editGroupBody, request.body);
  if ('code' in read) return read;
  const { comment, users, role, namespaceRoles } = read.value;
  const patch = {
    ...(comment === undefined ? {} : { comment }),
    ...(role === undefined ? {} : { role }),
    ...(namespaceRoles === undefined ? {} : { namespaceRoles }),
    // What was seen is what is there: the revision says so.
    addUsers: (users ?? []).filter((id) => !group.users.includes(id)),
    removeUsers: users === undefined ? [] : group.users.filter((id) => !users.includes(id)),
  };
  return groups.edit(of, request, idempotency, group, updateGroup(group.id, patch, request.asker.actor));
}

async function changeToken(
  of: AccessContext,
  request: ConsoleRequest,
  idempotency: Idempotency,
): Promise<Answer> {
  const read = readBody(tokenBody, request.body);
  if ('code' in read) return read;
  const group = groups.ofPath(of, request, 'ResetUserGroupToken');
  if ('status' in group) return group;
  const isRenewal = read.value.change === 'renew';
  const { actor } = request.asker;
  const command = isRenewal
    ? renewGroupToken(group.id, actor)
    : enableGroupToken(group.id, read.value.change === 'on', actor);
  const changed = await of.context.registry.run(rememberedAs(command, idempotency, ({ id }) => id));
  if (!isDone(changed)) return refusedWrite(changed);
  if (isRenewal) of.admin.uses.forget({ of: 'group', id: group.id });
  const answer: ChangedToken = {
    tokenEnabled: changed.value.tokenEnabled,
    ...(isRenewal ? { secret: of.admin.gate.tokenOfGroup(changed.value) } : {}),
  };
  return ok(answer);
}

/** Shown once: a repeated request is not told the token again. */
function tokenAgain({ context }: AccessContext, id: string): Answer {
  const group = groupById(context.state, id);
  if (group === undefined) return notFound(`There is no group ${id}.`);
  const answer: ChangedToken = { tokenEnabled: group.tokenEnabled };
  return ok(answer);
}

function remove(
  of: AccessContext,
  request: ConsoleRequest,
  idempotency: Idempotency,
): Answer | Promise<Answer> {
  const group = groups.ofPath(of, request, 'DeleteUserGroups');
  if ('status' in group) return group;
  return groups.remove(of, request, idempotency, group, deleteGroup(group.id, request.asker.actor));
}
