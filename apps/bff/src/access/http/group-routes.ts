import {
  type UserGroup as GroupMessage,
  ModifyUserGroupSchema,
  type UserGroupRelation,
  UserGroupSchema,
} from '@cynosure/proto/v1/security/auth_pb.ts';
import { type Done, done, isDone, type Refusal, refused } from '@cynosure/shared/outcome.ts';
import type { Actor } from '../../registry/model.ts';
import { newestFirst, pageOf } from '../../registry/queries/newest-first.ts';
import { nameTest } from '../../registry/queries/wildcard.ts';
import { collectedVerdict } from '../../transport/http/batch.ts';
import { oneFromBody } from '../../transport/http/json-body.ts';
import { pagingOf, strictParameters } from '../../transport/http/list-query.ts';
import { batchRefusal, batchReply, entry, page, pageRefusal, single } from '../../transport/http/reply.ts';
import type { Call, Reply, Route } from '../../transport/http/route.ts';
import { tenantOfCaller } from '../caller.ts';
import {
  createGroup,
  deleteGroup,
  enableGroupToken,
  renewGroupToken,
  updateGroup,
} from '../commands/groups.ts';
import { type GateRefusal, NO_PERMISSION, worded } from '../gate.ts';
import { allGroups, type Group, groupById } from '../group.ts';
import type { Permission } from '../permissions.ts';
import { groupRef } from '../refs.ts';
import { itemsFromBody } from './bodies.ts';
import type { AccessRoutesParts } from './parts.ts';
import { groupDetail, groupRow } from './views.ts';

/** Groups of accounts (contract/auth.md §4). */
export const groupRoutes = (parts: AccessRoutesParts): readonly Route[] => {
  const surface = 'console';
  const one = '/core/v1/usergroup';
  const many = '/core/v1/usergroups';
  return [
    { method: 'POST', path: one, surface, needs: 'CreateUserGroup', handle: (call) => create(parts, call) },
    {
      method: 'PUT',
      path: many,
      surface,
      needs: 'UpdateUserGroups',
      handle: (call) => updateMany(parts, call),
    },
    { method: 'GET', path: many, surface, needs: 'DescribeUserGroups', handle: (call) => list(parts, call) },
    {
      method: 'POST',
      path: `${many}/delete`,
      surface,
      needs: 'DeleteUserGroups',
      handle: (call) => deleteMany(parts, call),
    },
    {
      method: 'GET',
      path: `${one}/detail`,
      surface,
      needs: 'DescribeUserGroupDetail',
      handle: (call) => detail(parts, call),
    },
    {
      method: 'GET',
      path: `${one}/token`,
      surface,
      needs: 'DescribeUserGroupToken',
      handle: (call) => readToken(parts, call),
    },
    {
      method: 'PUT',
      path: `${one}/token/status`,
      surface,
      needs: 'EnableUserGroupToken',
      handle: (call) => enable(parts, call),
    },
    {
      method: 'PUT',
      path: `${one}/token/refresh`,
      surface,
      needs: 'ResetUserGroupToken',
      handle: (call) => renew(parts, call),
    },
  ];
};

const MOST_NAME = 128;
const idsOf = (relation: UserGroupRelation | undefined): string[] =>
  (relation?.users ?? []).map(({ id }) => id ?? '');

async function create({ registry }: AccessRoutesParts, call: Call): Promise<Reply> {
  const item = oneFromBody(call, UserGroupSchema);
  // Answered in the envelope of several, as recorded.
  if (!isDone(item)) return batchRefusal(item);
  const { message } = item.value;
  const admission = call.admit();
  if (!isDone(admission)) return single(admission);
  const owner = tenantOfCaller(admission.value);
  const fault = nameFault(message);
  if (fault !== null) return single(fault, { userGroup: { ...message, owner } });
  const { name = '', comment = '', source = '', metadata, relation } = message;
  const draft = {
    name,
    owner,
    comment,
    source,
    metadata: { ...metadata },
    users: idsOf(relation),
    role: null,
  };
  const created = await registry.run(createGroup(draft, call.actor(admission.value)));
  if (created.code === 'NotFoundUser') return single(created, relation === undefined ? {} : { relation });
  if (!isDone(created)) return single(created, { userGroup: { ...message, owner } });
  return single(created, { userGroup: { ...message, id: created.value.id, owner } });
}

/** The reference does not look at the name; ours must have one that people can see. */
function nameFault({ name = '' }: GroupMessage): Refusal | null {
  if (name.trim() !== '' && [...name].length <= MOST_NAME && !/\p{Cc}/u.test(name)) return null;
  return refused(
    'InvalidParameter',
    `invalid parameter: a group needs a name of at most ${MOST_NAME} characters`,
  );
}

/** One unknown id, and nothing is done (contract §4). */
async function updateMany({ registry }: AccessRoutesParts, call: Call): Promise<Reply> {
  const items = itemsFromBody(call, ModifyUserGroupSchema);
  if (!isDone(items)) return batchRefusal(items);
  const admission = call.admit();
  if (!isDone(admission)) return batchRefusal(admission);
  const tenant = tenantOfCaller(admission.value);
  if (!items.value.every(({ message }) => groupById(registry.state, message.id ?? '')?.owner === tenant)) {
    return batchRefusal(refused('NotFoundUserGroup'));
  }
  const by = call.actor(admission.value);
  const responses = await Promise.all(
    items.value.map(async ({ message }) => {
      const { id = '', comment = '', addRelations, removeRelations } = message;
      const patch = {
        // An empty comment is no change (contract §4).
        ...(comment === '' ? {} : { comment }),
        addUsers: idsOf(addRelations),
        removeUsers: idsOf(removeRelations),
      };
      const outcome = await registry.run(updateGroup(id, patch, by));
      if (outcome.code === 'NotFoundUser') {
        return entry(outcome, addRelations === undefined ? {} : { relation: addRelations });
      }
      return entry(outcome, { modifyUserGroup: message });
    }),
  );
  return batchReply(collectedVerdict(responses), responses);
}

async function deleteMany({ registry }: AccessRoutesParts, call: Call): Promise<Reply> {
  const items = itemsFromBody(call, UserGroupSchema);
  if (!isDone(items)) return batchRefusal(items);
  const admission = call.admit();
  if (!isDone(admission)) return batchRefusal(admission);
  const tenant = tenantOfCaller(admission.value);
  if (!items.value.every(({ message }) => groupById(registry.state, message.id ?? '')?.owner === tenant)) {
    return batchRefusal(refused('NotFoundUserGroup'));
  }
  const by = call.actor(admission.value);
  const responses = await Promise.all(
    items.value.map(async ({ message }) =>
      entry(await registry.run(deleteGroup(message.id ?? '', by)), { userGroup: message }),
    ),
  );
  return batchReply(collectedVerdict(responses), responses);
}

const FILTERS = ['id', 'name', 'user_id', 'owner', 'group_id', 'user_name'] as const;

/** `owner`, `group_id` and `user_name` change nothing; the page is cut as elsewhere (contract §4). */
function list({ registry: { state } }: AccessRoutesParts, call: Call): Reply {
  const paging = pagingOf(call.query);
  if (!isDone(paging)) return pageRefusal(paging);
  const given = strictParameters(call.query, FILTERS, FILTERS);
  if (!isDone(given)) return pageRefusal(given);
  const admission = call.admit({ about: 'something' });
  if (!isDone(admission)) return pageRefusal(admission);
  const { value: caller } = admission;
  const { id, name, user_id: userId } = given.value;
  const isCalled = nameTest(name || '*');
  const found = [...allGroups(state)].filter(
    (group) =>
      call.may(caller, 'DescribeUserGroups', [groupRef(group)]) &&
      (!id || group.id === id) &&
      isCalled(group.name) &&
      (!userId || group.users.includes(userId)),
  );
  const { offset, limit } = paging.value;
  const { amount, rows } = pageOf(
    newestFirst(found, (group) => group.id),
    offset,
    limit,
  );
  return page(amount, rows.length, { userGroups: rows.map(groupRow) });
}

/** The group that a request names, if the caller may do that with it. */
function admittedGroup(
  { registry: { state } }: AccessRoutesParts,
  call: Call,
  id: string,
  needs: Permission,
):
  | Done<{ readonly group: Group; readonly by: Actor }>
  | GateRefusal
  | (Refusal & { readonly reason?: never }) {
  const admission = call.admit({ needs: 'signedIn' });
  if (!isDone(admission)) return admission;
  const { value: caller } = admission;
  const group = groupById(state, id);
  // Who may do it with no group at all is not told which ones there are.
  if (group === undefined || group.owner !== tenantOfCaller(caller)) {
    return call.may(caller, needs, 'something') ? refused('NotFoundUserGroup') : NO_PERMISSION;
  }
  if (!call.may(caller, needs, [groupRef(group)])) return NO_PERMISSION;
  return done({ group, by: call.actor(caller) });
}

function detail(parts: AccessRoutesParts, call: Call): Reply {
  const admitted = admittedGroup(parts, call, call.query.get('id') ?? '', 'DescribeUserGroupDetail');
  if (!isDone(admitted)) return single(admitted);
  return single(done(null), { userGroup: groupDetail(parts.registry.state, admitted.value.group) });
}

function readToken(parts: AccessRoutesParts, call: Call): Reply {
  const admitted = admittedGroup(parts, call, call.query.get('id') ?? '', 'DescribeUserGroupToken');
  if (!isDone(admitted)) return single(admitted);
  const { group } = admitted.value;
  const authToken = parts.gate.tokenOfGroup(group);
  return single(done(null), { userGroup: { id: group.id, authToken, tokenEnable: group.tokenEnabled } });
}

async function enable(parts: AccessRoutesParts, call: Call): Promise<Reply> {
  const item = oneFromBody(call, UserGroupSchema);
  if (!isDone(item)) return single(item);
  const { message } = item.value;
  const admitted = admittedGroup(parts, call, message.id ?? '', 'EnableUserGroupToken');
  if (!isDone(admitted)) return single(admitted);
  const { group, by } = admitted.value;
  const enabled = await parts.registry.run(enableGroupToken(group.id, message.tokenEnable ?? false, by));
  return isDone(enabled) ? single(enabled, { userGroup: message }) : single(enabled);
}

async function renew(parts: AccessRoutesParts, call: Call): Promise<Reply> {
  const item = oneFromBody(call, UserGroupSchema);
  if (!isDone(item)) return single(item);
  const admitted = admittedGroup(parts, call, item.value.message.id ?? '', 'ResetUserGroupToken');
  if (!isDone(admitted)) return single(worded(admitted));
  const { group, by } = admitted.value;
  const renewed = await parts.registry.run(renewGroupToken(group.id, by));
  if (!isDone(renewed)) return single(renewed);
  parts.uses.forget({ of: 'group', id: group.id });
  return single(renewed, { userGroup: { id: group.id, authToken: parts.gate.tokenOfGroup(renewed.value) } });
}
