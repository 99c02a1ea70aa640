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
import type { Permission } from '../../access/permissions.ts';
import { groupRef } from '../../access/refs.ts';
import type { Refused } from '../problem.ts';
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
import { editGroupBody, newGroupBody, tokenBody, typedBody } from './bodies.ts';
import { type AccessContext, idIn, refusedWrite, since, tenantOfAsker, untyped, writing } from './parts.ts';
import { viewParts } from './users.ts';
import { groupRevision, groupView } from './views.ts';

/** Groups of accounts (console/spec.md §5, Access). */
export const groupRoutes = (of: AccessContext): ConsoleRoute[] => [
  {
    method: 'get',
    path: '/access/groups',
    needs: 'DescribeUserGroups',
    about: 'something',
    handle: (request) => list(of, request),
  },
  {
    method: 'get',
    path: '/access/groups/:id',
    needs: 'DescribeUserGroupDetail',
    about: 'something',
    handle(request) {
      const group = groupOfPath(of, request, 'DescribeUserGroupDetail');
      if ('status' in group) return group;
      return ok(groupView(viewParts(of, request), group), { etag: groupRevision(group) });
    },
  },
  writing(
    of,
    { method: 'post', path: '/access/groups', needs: 'CreateUserGroup' },
    (request, idempotency) => create(of, request, idempotency),
    (request, ref) => ({ ...again(of, request, ref), status: 201 }),
  ),
  writing(
    of,
    { method: 'patch', path: '/access/groups/:id', needs: 'UpdateUserGroups' },
    (request, idempotency) => edit(of, request, idempotency),
    (request, ref) => again(of, request, ref),
  ),
  writing(
    of,
    { method: 'post', path: '/access/groups/:id/token', needs: 'ResetUserGroupToken' },
    (request, idempotency) => changeToken(of, request, idempotency),
    (_request, ref) => tokenAgain(of, ref),
  ),
  writing(
    of,
    { method: 'delete', path: '/access/groups/:id', needs: 'DeleteUserGroups' },
    (request, idempotency) => remove(of, request, idempotency),
    () => ({ status: 204 }),
  ),
];

function list(of: AccessContext, request: ConsoleRequest): Answer {
  const { state } = of.context;
  const q = request.query.get('q')?.trim().toLowerCase() ?? '';
  const all = () =>
    [...allGroups(state)].filter((group) =>
      request.asker.rights.may('DescribeUserGroups', [groupRef(group)]),
    );
  const viewOf = (id: string): GroupRow | undefined => {
    const group = groupById(state, id);
    return group === undefined ? undefined : groupView(viewParts(of, request), group);
  };
  return pageAnswer(of.context, request, new ParamReader(request.query), {
    kind: 'groups',
    queryText: `q=${q}`,
    run() {
      const found = all().filter(
        ({ name, comment }) => name.toLowerCase().includes(q) || comment.toLowerCase().includes(q),
      );
      found.sort((a, b) => compareNaturally(a.name, b.name));
      return { rows: { kind: 'groups', names: found.map(({ id }) => id) } };
    },
    ...namedRows(viewOf),
    totalUnfiltered: () => all().length,
  });
}

function groupOfPath(
  { context }: AccessContext,
  request: ConsoleRequest,
  needs: Permission,
): Group | Refused {
  const id = idIn(request);
  const group = groupById(context.state, id);
  if (group === undefined || group.owner !== tenantOfAsker(context, request)) {
    return notFound(`There is no group ${id}.`);
  }
  return notAllowed(request.asker, needs, [groupRef(group)]) ?? group;
}

function again(of: AccessContext, request: ConsoleRequest, id: string): Answer & { status: number } {
  const group = groupById(of.context.state, id);
  if (group === undefined) return notFound(`There is no group ${id}.`);
  return ok(groupView(viewParts(of, request), group), { etag: groupRevision(group) });
}

async function create(of: AccessContext, request: ConsoleRequest, idempotency: Idempotency): Promise<Answer> {
  const read = readBody(newGroupBody, request.body);
  if ('code' in read) return read;
  const { name, comment, users, role = null, namespaceRoles = [] } = read.value;
  const owner = tenantOfAsker(of.context, request);
  const draft = { name, owner, comment, users, role, namespaceRoles, source: 'Cynosure', metadata: {} };
  const command = createGroup(draft, request.asker.actor);
  const made = await of.context.registry.run(rememberedAs(command, idempotency, ({ id }) => id));
  return isDone(made) ? created(groupView(viewParts(of, request), made.value)) : refusedWrite(made);
}

const revisionNow = (id: string) => (state: Parameters<typeof groupById>[0]) => {
  const group = groupById(state, id);
  return group && groupRevision(group);
};

async function edit(of: AccessContext, request: ConsoleRequest, idempotency: Idempotency): Promise<Answer> {
  const group = groupOfPath(of, request, 'UpdateUserGroups');
  if ('status' in group) return group;
  const wanted = revisionWanted(request);
  if ('code' in wanted) return wanted;
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
  const seen = { revision: wanted.revision, now: revisionNow(group.id) };
  const command = since(updateGroup(group.id, patch, request.asker.actor), idempotency, seen, group.id);
  const updated = await of.context.registry.run(command);
  if (isDone(updated)) {
    const view = groupView(viewParts(of, request), updated.value);
    return ok(view, { etag: view.revision });
  }
  const now = groupById(of.context.state, group.id);
  return refusedWrite(updated, now && groupView(viewParts(of, request), now));
}

async function changeToken(
  of: AccessContext,
  request: ConsoleRequest,
  idempotency: Idempotency,
): Promise<Answer> {
  const read = readBody(tokenBody, request.body);
  if ('code' in read) return read;
  const group = groupOfPath(of, request, 'ResetUserGroupToken');
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

async function remove(of: AccessContext, request: ConsoleRequest, idempotency: Idempotency): Promise<Answer> {
  const group = groupOfPath(of, request, 'DeleteUserGroups');
  if ('status' in group) return group;
  const wanted = revisionWanted(request);
  if ('code' in wanted) return wanted;
  const read = readBody(typedBody, request.body);
  if ('code' in read) return read;
  const mistyped = untyped(read.value.typed, group.name);
  if (mistyped !== null) return mistyped;
  const seen = { revision: wanted.revision, now: revisionNow(group.id) };
  const command = since(deleteGroup(group.id, request.asker.actor), idempotency, seen, group.id);
  const deleted = await of.context.registry.run(command);
  return isDone(deleted) ? { status: 204 } : refusedWrite(deleted);
}
