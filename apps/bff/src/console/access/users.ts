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
import type { Permission } from '../../access/permissions.ts';
import { userRef } from '../../access/refs.ts';
import { tenantOf, type User, userById, usersOf } from '../../access/user.ts';
import { fieldProblem, invalidFields, problem, type Refused, refusalProblem } from '../problem.ts';
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
import { editUserBody, newUserBody, passwordBody, tokenBody, typedBody } from './bodies.ts';
import { type AccessContext, idIn, refusedWrite, since, tenantOfAsker, untyped, writing } from './parts.ts';
import { userDetail, userRevision, userView, type ViewParts } from './views.ts';

/** Accounts (console/spec.md §5, Access). */
export const userRoutes = (of: AccessContext): ConsoleRoute[] => [
  {
    method: 'get',
    path: '/access/users',
    needs: 'DescribeUsers',
    about: 'something',
    handle: (request) => list(of, request),
  },
  {
    method: 'get',
    path: '/access/users/:id',
    needs: 'signedIn',
    handle(request) {
      const user = userOfPath(of, request, 'DescribeUsers');
      if ('status' in user) return user;
      return ok(userDetail(viewParts(of, request), user), { etag: userRevision(user) });
    },
  },
  writing(
    of,
    { method: 'post', path: '/access/users', needs: 'CreateUsers' },
    (request, idempotency) => create(of, request, idempotency),
    (request, ref) => ({ ...again(of, request, ref), status: 201 }),
  ),
  writing(
    of,
    { method: 'patch', path: '/access/users/:id', needs: 'signedIn' },
    (request, idempotency) => edit(of, request, idempotency),
    (request, ref) => again(of, request, ref),
  ),
  writing(
    of,
    { method: 'put', path: '/access/users/:id/password', needs: 'signedIn' },
    (request, idempotency) => setPassword(of, request, idempotency),
    () => ({ status: 204 }),
  ),
  writing(
    of,
    { method: 'post', path: '/access/users/:id/token', needs: 'signedIn' },
    (request, idempotency) => changeToken(of, request, idempotency),
    (_request, ref) => tokenAgain(of, ref),
  ),
  writing(
    of,
    { method: 'delete', path: '/access/users/:id', needs: 'DeleteUsers' },
    (request, idempotency) => remove(of, request, idempotency),
    () => ({ status: 204 }),
  ),
];

export const viewParts = ({ context, admin }: AccessContext, { asker }: ConsoleRequest): ViewParts => ({
  state: context.state,
  book: admin.gate.book,
  rights: asker.rights,
  self: asker.actor.id,
});

function list(of: AccessContext, request: ConsoleRequest): Answer {
  const { state } = of.context;
  const { rights } = request.asker;
  const q = request.query.get('q')?.trim().toLowerCase() ?? '';
  const all = () =>
    usersOf(state, tenantOfAsker(of.context, request)).filter((user) =>
      rights.may('DescribeUsers', [userRef(user)]),
    );
  const viewOf = (id: string): UserRow | undefined => {
    const user = userById(state, id);
    return user === undefined ? undefined : userView(viewParts(of, request), user);
  };
  return pageAnswer(of.context, request, new ParamReader(request.query), {
    kind: 'users',
    queryText: `q=${q}`,
    run() {
      const found = all().filter(
        ({ name, comment }) => name.toLowerCase().includes(q) || comment.toLowerCase().includes(q),
      );
      // The main account first.
      found.sort(
        (a, b) => Number(b.kind === 'main') - Number(a.kind === 'main') || compareNaturally(a.name, b.name),
      );
      return { rows: { kind: 'users', names: found.map(({ id }) => id) } };
    },
    ...namedRows(viewOf),
    totalUnfiltered: () => all().length,
  });
}

/** The user of the path, if the asker may do that with it. Of other main accounts nobody is known here. */
function userOfPath({ context }: AccessContext, request: ConsoleRequest, needs: Permission): User | Refused {
  const id = idIn(request);
  const user = userById(context.state, id);
  if (user === undefined || tenantOf(user) !== tenantOfAsker(context, request)) {
    return notFound(`There is no user ${id}.`);
  }
  return notAllowed(request.asker, needs, [userRef(user)]) ?? user;
}

function again(of: AccessContext, request: ConsoleRequest, id: string): Answer & { status: number } {
  const user = userById(of.context.state, id);
  if (user === undefined) return notFound(`There is no user ${id}.`);
  return ok(userView(viewParts(of, request), user), { etag: userRevision(user) });
}

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
  const command = createUser(draft, request.asker.actor);
  const made = await context.registry.run(rememberedAs(command, idempotency, ({ id }) => id));
  return isDone(made) ? created(userView(viewParts(of, request), made.value)) : refusedWrite(made);
}

const weakPassword = (): Refused =>
  invalidFields([fieldProblem('password', `A password must be ${ALLOWED_PASSWORD}.`)]);

async function edit(of: AccessContext, request: ConsoleRequest, idempotency: Idempotency): Promise<Answer> {
  const user = userOfPath(of, request, 'UpdateUser');
  if ('status' in user) return user;
  const wanted = revisionWanted(request);
  if ('code' in wanted) return wanted;
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
  const seen = { revision: wanted.revision, now: revisionNow(user.id) };
  const command = since(updateUser(user.id, patch, request.asker.actor), idempotency, seen, user.id);
  const updated = await of.context.registry.run(command);
  if (isDone(updated)) {
    const view = userView(viewParts(of, request), updated.value);
    return ok(view, { etag: view.revision });
  }
  const now = userById(of.context.state, user.id);
  return refusedWrite(updated, now && userView(viewParts(of, request), now));
}

const revisionNow = (id: string) => (state: Parameters<typeof userById>[0]) => {
  const user = userById(state, id);
  return user && userRevision(user);
};

/** One's own is changed by who knows it, with other tries counted as at sign-in; others' by owners. */
async function setPassword(
  of: AccessContext,
  request: ConsoleRequest,
  idempotency: Idempotency,
): Promise<Answer> {
  const user = userOfPath(of, request, 'UpdateUserPassword');
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
  const user = userOfPath(of, request, isRenewal ? 'ResetUserToken' : 'EnableUserToken');
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

async function remove(of: AccessContext, request: ConsoleRequest, idempotency: Idempotency): Promise<Answer> {
  const user = userOfPath(of, request, 'DeleteUsers');
  if ('status' in user) return user;
  const { actor } = request.asker;
  if (user.id === actor.id) return problem(403, 'NotAllowedAccess', 'You cannot delete yourself.');
  const wanted = revisionWanted(request);
  if ('code' in wanted) return wanted;
  const read = readBody(typedBody, request.body);
  if ('code' in read) return read;
  const mistyped = untyped(read.value.typed, user.name);
  if (mistyped !== null) return mistyped;
  const seen = { revision: wanted.revision, now: revisionNow(user.id) };
  const deleted = await of.context.registry.run(
    since(deleteUser(user.id, actor), idempotency, seen, user.id),
  );
  return isDone(deleted) ? { status: 204 } : refusedWrite(deleted);
}
