import { create as message, toBinary } from '@bufbuild/protobuf';
import { type Any, AnySchema } from '@bufbuild/protobuf/wkt';
import { type Role as RoleMessage, RoleSchema } from '@cynosure/proto/v1/security/auth_pb.ts';
import type { Response } from '@cynosure/proto/v1/service_manage/response_pb.ts';
import { isDone, type Outcome, refused } from '@cynosure/shared/outcome.ts';
import { newHex32 } from '../../registry/commands/new-ids.ts';
import type { Actor } from '../../registry/model.ts';
import { pageOf } from '../../registry/queries/newest-first.ts';
import { nameTest } from '../../registry/queries/wildcard.ts';
import type { RegistryState } from '../../registry/state.ts';
import { collectedVerdict } from '../../transport/http/batch.ts';
import type { Item } from '../../transport/http/json-body.ts';
import { pagingOf, strictParameters } from '../../transport/http/list-query.ts';
import { batchRefusal, batchReply, entry, page, pageRefusal } from '../../transport/http/reply.ts';
import type { Call, Reply, Route } from '../../transport/http/route.ts';
import { typeUrlOf } from '../../transport/proto-json/any-types.ts';
import { isAccountName } from '../account-rules.ts';
import { tenantOfCaller } from '../caller.ts';
import { createRole, deleteRole, setHolders, updateRole } from '../commands/roles.ts';
import { withReason } from '../gate.ts';
import { allGroups } from '../group.ts';
import { allRoles, type CustomRole, isBuiltIn, roleById } from '../role.ts';
import { usersOf } from '../user.ts';
import { isGiven, itemsFromBody } from './bodies.ts';
import type { AccessRoutesParts } from './parts.ts';
import { builtInRows, roleRow } from './views.ts';

/** Roles: names that policies give rights to, and the three built-in ones (contract/auth.md §1, docs/access.md). */
export const roleRoutes = (parts: AccessRoutesParts): readonly Route[] => {
  const surface = 'console';
  const path = '/core/v1/roles';
  return [
    { method: 'GET', path, surface, needs: 'DescribeAuthRoles', handle: (call) => list(parts, call) },
    {
      method: 'POST',
      path,
      surface,
      needs: 'CreateAuthRoles',
      handle: (call) => writeMany(call, (item, owner, by) => createOne(parts, item, owner, by)),
    },
    {
      method: 'PUT',
      path,
      surface,
      needs: 'UpdateAuthRoles',
      handle: (call) => writeMany(call, (item, owner, by) => updateOne(parts, item, owner, by)),
    },
    {
      method: 'POST',
      path: `${path}/delete`,
      surface,
      needs: 'DeleteAuthRoles',
      handle: (call) => writeMany(call, (item, owner, by) => deleteOne(parts, item, owner, by)),
    },
  ];
};

async function writeMany(
  call: Call,
  write: (item: Item<typeof RoleSchema>, owner: string, by: Actor) => Promise<Outcome<unknown>>,
): Promise<Reply> {
  const items = itemsFromBody(call, RoleSchema);
  if (!isDone(items)) return batchRefusal(items);
  const admission = call.admit();
  if (!isDone(admission)) return batchRefusal(withReason(admission));
  const owner = tenantOfCaller(admission.value);
  const by = call.actor(admission.value);
  const responses: Response[] = await Promise.all(
    items.value.map(async (item) => entry(await write(item, owner, by), { data: packed(item.message) })),
  );
  return batchReply(collectedVerdict(responses), responses);
}

const packed = (role: RoleMessage): Any =>
  message(AnySchema, { typeUrl: typeUrlOf(RoleSchema), value: toBinary(RoleSchema, role) });

const members = ({ users, userGroups }: RoleMessage) => ({
  users: [...new Set(users.map(({ id }) => id ?? ''))],
  groups: [...new Set(userGroups.map(({ id }) => id ?? ''))],
});

const ID = /^[\w.:-]{1,64}$/;

async function createOne(
  { registry }: AccessRoutesParts,
  { message: asked }: Item<typeof RoleSchema>,
  owner: string,
  by: Actor,
): Promise<Outcome<unknown>> {
  const { id, name, comment, source, metadata } = asked;
  if (!isAccountName(name) || isBuiltIn(name)) return refused('InvalidUserName', 'invalid role name');
  if (id !== '' && (!ID.test(id) || isBuiltIn(id)))
    return refused('InvalidParameter', 'invalid parameter: id');
  const draft = {
    id: id || newHex32(),
    name,
    owner,
    comment,
    source,
    metadata: { ...metadata },
    ...members(asked),
  };
  return registry.run(createRole(draft, by));
}

/** Who holds a built-in role can be said here, too; else it is as it is. Members that are not given stay. */
async function updateOne(
  { registry }: AccessRoutesParts,
  { message: asked, raw }: Item<typeof RoleSchema>,
  owner: string,
  by: Actor,
): Promise<Outcome<unknown>> {
  const { id, comment, source, metadata } = asked;
  const { users, groups } = members(asked);
  const holders = {
    ...(isGiven(raw, 'users') ? { users } : {}),
    ...(isGiven(raw, 'user_groups', 'userGroups') ? { groups } : {}),
  };
  if (isBuiltIn(id)) return registry.run(setHolders(id, owner, holders, by));
  if (roleById(registry.state, id)?.owner !== owner) return refused('NotFoundResource', 'not found role');
  const patch = {
    ...(isGiven(raw, 'comment') ? { comment } : {}),
    ...(isGiven(raw, 'source') ? { source } : {}),
    ...(isGiven(raw, 'metadata') ? { metadata: { ...metadata } } : {}),
    ...holders,
  };
  return registry.run(updateRole(id, patch, by));
}

async function deleteOne(
  { registry }: AccessRoutesParts,
  { message: { id } }: Item<typeof RoleSchema>,
  owner: string,
  by: Actor,
): Promise<Outcome<unknown>> {
  if (isBuiltIn(id)) return refused('BadRequest', 'bad request: a built-in role cannot be deleted');
  const role = roleById(registry.state, id);
  if (role !== undefined && role.owner !== owner) return refused('NotFoundResource', 'not found role');
  return registry.run(deleteRole(id, by));
}

const FILTERS = ['id', 'name', 'user_id', 'group_id'] as const;

function list({ registry: { state } }: AccessRoutesParts, call: Call): Reply {
  const paging = pagingOf(call.query);
  if (!isDone(paging)) return pageRefusal(paging);
  const given = strictParameters(call.query, FILTERS, FILTERS);
  if (!isDone(given)) return pageRefusal(given);
  const admission = call.admit();
  if (!isDone(admission)) return pageRefusal(withReason(admission));
  const { id, name, user_id: userId, group_id: groupId } = given.value;
  const isCalled = nameTest(name || '*');
  const found = rolesOf(state, tenantOfCaller(admission.value)).filter(
    (role) =>
      (!id || role.id === id) &&
      isCalled(role.name) &&
      (!userId || role.users.includes(userId)) &&
      (!groupId || role.groups.includes(groupId)),
  );
  const { amount, rows } = pageOf(found, paging.value.offset, paging.value.limit);
  const data = rows.map((role) => packed(message(RoleSchema, roleRow(state, role, isBuiltIn(role.id)))));
  return page(amount, rows.length, { data });
}

/** The built-in ones first, then by name. */
export function rolesOf(state: RegistryState, tenant: string): CustomRole[] {
  const groups = [...allGroups(state)].filter(({ owner }) => owner === tenant);
  const custom = [...allRoles(state)].filter(({ owner }) => owner === tenant);
  custom.sort((a, b) => (a.name < b.name ? -1 : 1));
  return [...builtInRows(tenant, { users: usersOf(state, tenant), groups }), ...custom];
}
