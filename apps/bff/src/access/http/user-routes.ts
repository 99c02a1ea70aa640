import {
  type ModifyUserPassword,
  ModifyUserPasswordSchema,
  type User as UserMessage,
  UserSchema,
} from '@cynosure/proto/v1/security/auth_pb.ts';
import type { Response } from '@cynosure/proto/v1/service_manage/response_pb.ts';
import { codes } from '@cynosure/shared/codes.ts';
import { type Done, done, isDone, type Outcome, type Refusal, refused } from '@cynosure/shared/outcome.ts';
import type { Actor } from '../../registry/model.ts';
import { newestFirst, pageOf } from '../../registry/queries/newest-first.ts';
import { nameTest } from '../../registry/queries/wildcard.ts';
import { collectedVerdict } from '../../transport/http/batch.ts';
import { oneFromBody } from '../../transport/http/json-body.ts';
import { pagingOf, strictParameters } from '../../transport/http/list-query.ts';
import { batchRefusal, batchReply, entry, page, pageRefusal, single } from '../../transport/http/reply.ts';
import type { Call, Reply, Route } from '../../transport/http/route.ts';
import { ALLOWED_PASSWORD, isAccountName, isGuessable } from '../account-rules.ts';
import { type Caller, tenantOfCaller } from '../caller.ts';
import { changePassword, createUser, deleteUser, updateUser } from '../commands/users.ts';
import { type GateRefusal, NO_PERMISSION } from '../gate.ts';
import { groupById } from '../group.ts';
import type { Permission } from '../permissions.ts';
import { userRef } from '../refs.ts';
import { tenantOf, type User, userById, usersOf } from '../user.ts';
import { itemsFromBody } from './bodies.ts';
import type { AccessRoutesParts } from './parts.ts';
import { userEcho, userRow } from './views.ts';

/** Accounts (contract/auth.md §3); their tokens are in user-tokens.ts. */
export const userRoutes = (parts: AccessRoutesParts): readonly Route[] => {
  const surface = 'console';
  return [
    {
      method: 'GET',
      path: '/core/v1/users',
      surface,
      needs: 'DescribeUsers',
      handle: (call) => list(parts, call),
    },
    {
      method: 'POST',
      path: '/core/v1/users',
      surface,
      needs: 'CreateUsers',
      handle: (call) => createMany(parts, call),
    },
    {
      method: 'POST',
      path: '/core/v1/users/delete',
      surface,
      needs: 'DeleteUsers',
      handle: (call) => deleteMany(parts, call),
    },
    {
      method: 'PUT',
      path: '/core/v1/user',
      surface,
      needs: 'UpdateUser',
      handle: (call) => update(parts, call),
    },
    {
      method: 'PUT',
      path: '/core/v1/user/password',
      surface,
      needs: 'UpdateUserPassword',
      handle: (call) => setPassword(parts, call),
    },
  ];
};

const FILTERS = ['id', 'name', 'owner', 'source', 'group_id', 'hide_admin'] as const;

/** Everybody of the caller's main account; `owner` and `hide_admin` change nothing (contract §3.2). */
function list({ registry: { state } }: AccessRoutesParts, call: Call): Reply {
  const paging = pagingOf(call.query);
  if (!isDone(paging)) return pageRefusal(paging);
  const given = strictParameters(call.query, FILTERS, FILTERS);
  if (!isDone(given)) return pageRefusal(given);
  const admission = call.admit({ about: 'something' });
  if (!isDone(admission)) return pageRefusal(admission);
  const { id, name, source, group_id: groupId } = given.value;
  const isCalled = nameTest(name || '*');
  const members = groupId ? (groupById(state, groupId)?.users ?? []) : null;
  const found = usersOf(state, tenantOfCaller(admission.value)).filter(
    (user) =>
      (!id || user.id === id) &&
      isCalled(user.name) &&
      (!source || user.source === source) &&
      (members === null || members.includes(user.id)),
  );
  const { offset, limit } = paging.value;
  const { amount, rows } = pageOf(
    newestFirst(found, (user) => user.id),
    offset,
    limit,
  );
  return page(amount, rows.length, { users: rows.map(userRow) });
}

/** Each item has its own answer: good ones are made (contract §3.2). */
async function createMany(parts: AccessRoutesParts, call: Call): Promise<Reply> {
  const items = itemsFromBody(call, UserSchema);
  if (!isDone(items)) return batchRefusal(items);
  const admission = call.admit();
  if (!isDone(admission)) return batchRefusal(admission);
  const responses: Response[] = [];
  // One after another: each password takes memory and a thread to hash.
  for (const { message } of items.value)
    responses.push(await createOne(parts, message, admission.value, call));
  return batchReply(collectedVerdict(responses), responses);
}

const ID = /^[\w.:-]{1,64}$/;
const MOST_COMMENT = 1024;

async function createOne(
  { registry, passwords }: AccessRoutesParts,
  message: UserMessage,
  caller: Caller,
  call: Call,
): Promise<Response> {
  const owner = tenantOfCaller(caller);
  const refuse = (refusal: Refusal) => entry(refusal, { user: { ...userEcho(message), owner } });
  const { id, name = '', password = '', comment = '', source, mobile, email, metadata } = message;
  const fault = draftFault(message);
  if (fault !== null) return refuse(fault);
  const passwordHash = await passwords.hash(password);
  if (!isDone(passwordHash)) return refuse(passwordHash);
  const draft = {
    name,
    owner,
    passwordHash: passwordHash.value,
    comment,
    source: source || 'Polaris',
    role: null,
    metadata: { ...metadata },
    ...(id ? { id } : {}),
    ...(mobile ? { mobile } : {}),
    ...(email ? { email } : {}),
  };
  const created = await registry.run(createUser(draft, call.actor(caller)));
  if (!isDone(created)) return refuse(created);
  return entry(created, { user: { ...userEcho(message), id: created.value.id, owner: '' } });
}

function draftFault({
  id,
  name = '',
  password = '',
  comment = '',
  mobile,
  email,
}: UserMessage): Refusal | null {
  if (!isAccountName(name)) return refused('InvalidUserName');
  if (!hasContractLength(password)) return refused('InvalidUserPassword');
  if (mobile && !/^\+?\d{5,20}$/.test(mobile)) return refused('InvalidUserMobile', 'invalid user mobile');
  if (email && !/^[^\s@]{1,64}@[^\s@]{1,255}$/.test(email)) {
    return refused('InvalidUserEmail', 'invalid user email');
  }
  if (id && !ID.test(id)) return refused('InvalidUserID');
  if ([...comment].length > MOST_COMMENT) {
    return refused('InvalidParameter', `invalid parameter: a comment has at most ${MOST_COMMENT} characters`);
  }
  return null;
}

const PASSWORD_MIN = 6;
const PASSWORD_MAX = 17;
const LENGTH_NEEDED = `password len need ${PASSWORD_MIN} ~ ${PASSWORD_MAX}`;

/** What the contract takes, in bytes (§3.1); the console asks for more. */
function hasContractLength(password: string): boolean {
  const bytes = Buffer.byteLength(password);
  return bytes >= PASSWORD_MIN && bytes <= PASSWORD_MAX;
}

/** One unknown id, and nobody is deleted (contract §3.2). */
async function deleteMany({ registry }: AccessRoutesParts, call: Call): Promise<Reply> {
  const items = itemsFromBody(call, UserSchema);
  if (!isDone(items)) return batchRefusal(items);
  const admission = call.admit();
  if (!isDone(admission)) return batchRefusal(admission);
  const tenant = tenantOfCaller(admission.value);
  const ids = items.value.map(({ message }) => message.id ?? '');
  const known = new Set(usersOf(registry.state, tenant).map(({ id }) => id));
  if (!ids.every((id) => known.has(id))) return batchRefusal(refused('NotFoundUser'));
  const by = call.actor(admission.value);
  const responses = await Promise.all(
    items.value.map(async ({ message }) => {
      const id = message.id ?? '';
      const outcome =
        id === admission.value.user?.id
          ? refused('NotAllowedAccess')
          : await registry.run(deleteUser(id, by));
      return entry(outcome, { user: userEcho(message) });
    }),
  );
  return batchReply(collectedVerdict(responses), responses);
}

/** Whom a request names, if the caller may do that with them. Of other main accounts nobody is known here. */
export function admittedUser(
  { registry: { state } }: AccessRoutesParts,
  call: Call,
  id: string,
  needs: Permission,
): Done<AdmittedUser> | GateRefusal | (Refusal & { readonly reason?: never }) {
  const admission = call.admit({ needs: 'signedIn' });
  if (!isDone(admission)) return admission;
  const { value: caller } = admission;
  const user = userById(state, id);
  if (user === undefined || tenantOf(user) !== tenantOfCaller(caller)) return refused('NotFoundUser');
  if (!call.may(caller, needs, [userRef(user)])) return NO_PERMISSION;
  return done({ user, caller, by: call.actor(caller) });
}

interface AdmittedUser {
  readonly user: User;
  readonly caller: Caller;
  readonly by: Actor;
}

/** The comment and nothing else; a password is checked and not taken over (contract §3.2). */
async function update(parts: AccessRoutesParts, call: Call): Promise<Reply> {
  const item = oneFromBody(call, UserSchema);
  // Answered in the envelope of several, as recorded.
  if (!isDone(item)) return batchRefusal(item);
  const { message } = item.value;
  const admitted = admittedUser(parts, call, message.id ?? '', 'UpdateUser');
  if (!isDone(admitted)) return single(admitted);
  const { user, by } = admitted.value;
  if (message.password !== undefined && !hasContractLength(message.password)) {
    return single(refused('InvalidUserPassword', LENGTH_NEEDED), { user: userEcho(message) });
  }
  const { comment } = message;
  const patch = comment === undefined ? {} : { comment };
  const updated = await parts.registry.run(updateUser(user.id, patch, by));
  return single(updated, { user: userEcho(message) });
}

const execution = (reason: string): Refusal =>
  refused('ExecuteException', `${codes.ExecuteException.info}:${reason}`);

async function setPassword(parts: AccessRoutesParts, call: Call): Promise<Reply> {
  const item = oneFromBody(call, ModifyUserPasswordSchema);
  if (!isDone(item)) return single(item);
  const { message } = item.value;
  const { id = '', newPassword = '' } = message;
  const admitted = admittedUser(parts, call, id, 'UpdateUserPassword');
  if (!isDone(admitted)) return single(admitted);
  const { user, caller, by } = admitted.value;
  if (!hasContractLength(newPassword)) return single(execution(LENGTH_NEEDED));
  // The account that can do everything is not left to the first guess.
  if (user.kind === 'main' && isGuessable(user.name, newPassword)) {
    return single(refused('InvalidUserPassword', `the password must be ${ALLOWED_PASSWORD}`));
  }
  const proven = await provenOld(parts, user, caller, message, call.address);
  if (!isDone(proven)) return single(proven);
  const passwordHash = await parts.passwords.hash(newPassword);
  if (!isDone(passwordHash)) return single(passwordHash);
  const changed = await parts.registry.run(changePassword(user.id, passwordHash.value, by));
  return single(isDone(changed) ? done(null) : changed);
}

/** A sub account proves that it knows its old password; main accounts and owners need not (contract §3.2). */
async function provenOld(
  { credentials }: AccessRoutesParts,
  user: User,
  caller: Caller,
  { oldPassword = '' }: ModifyUserPassword,
  address: string,
): Promise<Outcome<null>> {
  if (user.kind === 'main' || caller.user?.id !== user.id) return done(null);
  if (oldPassword === '') return execution('original password is empty');
  const verdict = await credentials.judge(user, user.name, oldPassword, address);
  if (verdict.kind === 'wait') return verdict.refusal;
  return verdict.kind === 'right' ? done(null) : execution('original password match failed');
}
