import type { ChangedToken, UserRow } from '@cynosure/shared/console/access.ts';
import { isDone } from '@cynosure/shared/outcome.ts';
import { ALLOWED_PASSWORD, isGuessable } from '../../access/account-rules.ts';
import {
  changePassword,
  createUser,
  deleteUser,
  enableToken,
  renewToken,
  updateUser,
} from '../../access/commands/users.ts';
import { userRef } from '../../access/refs.ts';
import { tenantOf, type User, userById, usersOf } from '../../access/user.ts';
import { fieldProblem, invalidFields, problem, type Refused, refusalProblem } from '../problem.ts';
import { compareNaturally } from '../read/natural-order.ts';
import { type Answer, type ConsoleRequest, type ConsoleRoute, notAllowed, notFound, ok } from '../route.ts';
import { readBody } from '../write/isolation-bodies.ts';
import { writing } from '../write/named-thing.ts';
import { type Idempotency, rememberedAs } from '../write/once-only.ts';
import { AccountRoutes, viewParts } from './account-routes.ts';
import { editUserBody, newUserBody, passwordBody, tokenBody } from './bodies.ts';
import { type AccessContext, refusedWrite, tenantOfAsker } from './parts.ts';
import { userDetail, userRevision, userView } from './views.ts';

const users = new AccountRoutes<User, UserRow>({
  plural: 'users',
  word: 'user',
  all: usersOf,
  byId(state, tenant, id) {
    const user = userById(state, id);
    return user !== undefined && tenantOf(user) === tenant ? user : undefined;
  },
  // The main account first.
  compare: (a, b) =>
    Number(b.kind === 'main') - Number(a.kind === 'main') || compareNaturally(a.name, b.name),
  texts: ({ name, comment }) => [name, comment],
  seenAs: { needs: 'DescribeUsers', refOf: userRef },
  view: userView,
  revisionOf: userRevision,
});

/** Accounts (console/spec.md §5, Access). */
export const userRoutes = (of: AccessContext): ConsoleRoute[] => [
  {
    method: 'get',
    path: '/access/users',
    needs: 'DescribeUsers',
    about: 'something',
    handle: (request) => users.list(of, request),
  },
  {
    method: 'get',
    path: '/access/users/:id',
    needs: 'signedIn',
    handle(request) {
      const user = users.ofPath(of, request, 'DescribeUsers');
      if ('status' in user) return user;
      return ok(userDetail(viewParts(of, request), user), { etag: userRevision(user) });
    },
  },
  writing(
    of.once,
    { method: 'post', path: '/access/users', needs: 'CreateUsers' },
    (request, idempotency) => create(of, request, idempotency),
    (request, ref) => ({ ...users.again(of, request, ref), status: 201 }),
  ),
  writing(
    of.once,
    { method: 'patch', path: '/access/users/:id', needs: 'signedIn' },
    (request, idempotency) => edit(of, request, idempotency),
    (request, ref) => users.again(of, request, ref),
  ),
  writing(
    of.once,
    { method: 'put', path: '/access/users/:id/password', needs: 'signedIn' },
    (request, idempotency) => setPassword(of, request, idempotency),
    () => ({ status: 204 }),
  ),
  writing(
    of.once,
    { method: 'post', path: '/access/users/:id/token', needs: 'signedIn' },
    (request, idempotency) => changeToken(of, request, idempotency),
    (_request, ref) => tokenAgain(of, ref),
  ),
  writing(
    of.once,
    { method: 'delete', path: '/access/users/:id', needs: 'DeleteUsers' },
    (request, idempotency) => remove(of, request, idempotency),
    () => ({ status: 204 }),
  ),
];

async function create(of: AccessContext, request: ConsoleRequest, idempotency: Idempotency): Promise<Answer> {
  const read = readBody(newUserBody, request.body);
  if ('code' in read) return read;
  const { name, password, comment, role = null, namespaceRoles = [] } = read.value;
  if (isGuessable(name, password)) return weakPassword();
  const { context, admin } = of;
  const passwordHash = await admin.passwords.hash(password);
  if (!isDone(passwordHash)) return refusalProblem(passwordHash);
  const draft = {
    name,
    owner: tenantOfAsker(context, request),
    passwordHash: passwordHash.value,
    comment,
    source: 'Cynosure',
    role,
    namespaceRoles,
  };
  return users.create(of, request, idempotency, createUser(draft, request.asker.actor));
}

const weakPassword = (): Refused =>
  invalidFields([fieldProblem('password', `A password must be ${ALLOWED_PASSWORD}.`)]);

async function edit(of: AccessContext, request: ConsoleRequest, idempotency: Idempotency): Promise<Answer> {
  const user = users.ofPath(of, request, 'UpdateUser');
  if ('status' in user) return user;
  const read = readBody(editUserBody, request.body);
  if ('code' in read) return read;
  const { comment, role, namespaceRoles } = read.value;
  if (role !== undefined || namespaceRoles !== undefined) {
    // Who may change the comment of the own account may not make itself an owner.
    const refusal = notAllowed(request.asker, 'CreateUsers', 'everything');
    if (refusal !== null) return refusal;
  }
  const patch = {
    ...(comment === undefined ? {} : { comment }),
    ...(role === undefined ? {} : { role }),
    ...(namespaceRoles === undefined ? {} : { namespaceRoles }),
  };
  return users.edit(of, request, idempotency, user, updateUser(user.id, patch, request.asker.actor));
}

/** One's own is changed by who knows it, with other tries counted as at sign-in; others' by owners. */
async function setPassword(
  of: AccessContext,
  request: ConsoleRequest,
  idempotency: Idempotency,
): Promise<Answer> {
  const user = users.ofPath(of, request, 'UpdateUserPassword');
  if ('status' in user) return user;
  const read = readBody(passwordBody, request.body);
  if ('code' in read) return read;
  const { password, current = '' } = read.value;
  if (isGuessable(user.name, password)) return weakPassword();
  const { admin, context } = of;
  const { actor, session } = request.asker;
  if (user.id === actor.id) {
    const verdict = await admin.credentials.judge(user, user.name, current, actor.address ?? '');
    if (verdict.kind === 'wait') {
      return { ...refusalProblem(verdict.refusal), retryAfterSeconds: verdict.seconds };
    }
    if (verdict.kind === 'wrong') {
      return invalidFields([fieldProblem('current', 'This is not your password.')]);
    }
  }
  const passwordHash = await admin.passwords.hash(password);
  if (!isDone(passwordHash)) return refusalProblem(passwordHash);
  const command = changePassword(user.id, passwordHash.value, actor, session);
  const changed = await context.registry.run(rememberedAs(command, idempotency, ({ id }) => id));
  return isDone(changed) ? { status: 204 } : refusedWrite(changed);
}

async function changeToken(
  of: AccessContext,
  request: ConsoleRequest,
  idempotency: Idempotency,
): Promise<Answer> {
  const read = readBody(tokenBody, request.body);
  if ('code' in read) return read;
  const isRenewal = read.value.change === 'renew';
  const user = users.ofPath(of, request, isRenewal ? 'ResetUserToken' : 'EnableUserToken');
  if ('status' in user) return user;
  const { actor } = request.asker;
  const command = isRenewal
    ? renewToken(user.id, actor)
    : enableToken(user.id, read.value.change === 'on', actor);
  const changed = await of.context.registry.run(rememberedAs(command, idempotency, ({ id }) => id));
  if (!isDone(changed)) return refusedWrite(changed);
  if (isRenewal) of.admin.uses.forget({ of: 'user', id: user.id });
  const answer: ChangedToken = {
    tokenEnabled: changed.value.tokenEnabled,
    ...(isRenewal ? { secret: of.admin.gate.tokenOf(changed.value) } : {}),
  };
  return ok(answer);
}

/** Shown once: a repeated request is not told the token again. */
function tokenAgain({ context }: AccessContext, id: string): Answer {
  const user = userById(context.state, id);
  if (user === undefined) return notFound(`There is no user ${id}.`);
  const answer: ChangedToken = { tokenEnabled: user.tokenEnabled };
  return ok(answer);
}

function remove(
  of: AccessContext,
  request: ConsoleRequest,
  idempotency: Idempotency,
): Answer | Promise<Answer> {
  const user = users.ofPath(of, request, 'DeleteUsers');
  if ('status' in user) return user;
  const { actor } = request.asker;
  if (user.id === actor.id) return problem(403, 'NotAllowedAccess', 'You cannot delete yourself.');
  return users.remove(of, request, idempotency, user, deleteUser(user.id, actor));
}
