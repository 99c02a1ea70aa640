import type { AccessMay, CreatedToken, TokenRow } from '@cynosure/shared/console/access.ts';
import { isDone } from '@cynosure/shared/outcome.ts';
import { type ApiToken, allApiTokens, apiTokenById } from '../../access/api-token.ts';
import { createApiToken, revokeApiToken } from '../../access/commands/api-tokens.ts';
import { renewGroupToken } from '../../access/commands/groups.ts';
import type { TokenName } from '../../access/commands/token-use.ts';
import { renewToken } from '../../access/commands/users.ts';
import { allGroups, type Group, groupById } from '../../access/group.ts';
import { groupRef, userRef } from '../../access/refs.ts';
import { type User, userById, usersOf } from '../../access/user.ts';
import type { Command } from '../../registry/command.ts';
import { fieldProblem, invalidFields, type Refused } from '../problem.ts';
import { lacking } from '../read/may.ts';
import { ParamReader } from '../read/query-params.ts';
import {
  type Answer,
  type ConsoleRequest,
  type ConsoleRoute,
  created,
  notAllowed,
  notFound,
  ok,
} from '../route.ts';
import { namedRows, pageAnswer } from '../routes/page.ts';
import { readBody } from '../write/isolation-bodies.ts';
import { writing } from '../write/named-thing.ts';
import { type Idempotency, rememberedAs } from '../write/once-only.ts';
import { newTokenBody } from './bodies.ts';
import { type AccessContext, idIn, refusedWrite, tenantOfAsker } from './parts.ts';

/** All tokens: those that come with users and groups, and those with a name (console/spec.md §5, Access). */
export const tokenRoutes = (of: AccessContext): ConsoleRoute[] => [
  { method: 'get', path: '/access/tokens', needs: 'signedIn', handle: (request) => list(of, request) },
  writing(
    of.once,
    { method: 'post', path: '/access/tokens', needs: 'signedIn' },
    (request, idempotency) => create(of, request, idempotency),
    (request, ref) => again(of, request, ref),
  ),
  writing(
    of.once,
    { method: 'delete', path: '/access/tokens/:id', needs: 'signedIn' },
    (request, idempotency) => revoke(of, request, idempotency),
    () => ({ status: 204 }),
  ),
];

/** A token of any kind, found by the id of its row. */
type Token =
  | { readonly kind: 'user'; readonly of: User }
  | { readonly kind: 'group'; readonly of: Group }
  | { readonly kind: 'named'; readonly of: ApiToken };

function tokenById({ context: { state } }: AccessContext, tenant: string, id: string): Token | undefined {
  const [, kind, holder = ''] = /^(user|group):(.+)$/s.exec(id) ?? [];
  if (kind === 'user') {
    const user = usersOf(state, tenant).find((one) => one.id === holder);
    return user && { kind, of: user };
  }
  if (kind === 'group') {
    const group = groupById(state, holder);
    return group?.owner === tenant ? { kind, of: group } : undefined;
  }
  const token = apiTokenById(state, id);
  return token?.owner === tenant ? { kind: 'named', of: token } : undefined;
}

/** Whether somebody may see and revoke it: one's own, or all for who may. */
function isOwn({ kind, of }: Token, self: string): boolean {
  if (kind === 'user') return of.id === self;
  return kind === 'named' && of.holder.kind === 'user' && of.holder.id === self;
}

function list(of: AccessContext, request: ConsoleRequest): Answer {
  const { state } = of.context;
  const tenant = tenantOfAsker(of.context, request);
  const { rights, actor } = request.asker;
  const seesAll = rights.may('DescribeAccessTokens', 'everything');
  const q = request.query.get('q')?.trim().toLowerCase() ?? '';
  const viewOf = (id: string): TokenRow | undefined => {
    const token = tokenById(of, tenant, id);
    return token === undefined ? undefined : tokenView(of, request, token);
  };
  const all = (): TokenRow[] => {
    const named = [...allApiTokens(state)]
      .filter(({ owner }) => owner === tenant)
      .sort((a, b) => b.createdAt - a.createdAt);
    const tokens: Token[] = [
      ...named.map((one) => ({ kind: 'named' as const, of: one })),
      ...usersOf(state, tenant).map((one) => ({ kind: 'user' as const, of: one })),
      ...[...allGroups(state)]
        .filter(({ owner }) => owner === tenant)
        .map((one) => ({ kind: 'group' as const, of: one })),
    ];
    return tokens
      .filter((token) => seesAll || isOwn(token, actor.id))
      .map((token) => tokenView(of, request, token));
  };
  return pageAnswer(of.context, request, new ParamReader(request.query), {
    kind: 'tokens',
    queryText: `q=${q}`,
    run() {
      const found = all().filter(
        ({ name, holder }) => name.toLowerCase().includes(q) || holder.name.toLowerCase().includes(q),
      );
      return { rows: { kind: 'tokens', names: found.map(({ id }) => id) } };
    },
    ...namedRows(viewOf),
    totalUnfiltered: () => all().length,
  });
}

function tokenView(of: AccessContext, request: ConsoleRequest, token: Token): TokenRow {
  const name: TokenName =
    token.kind === 'named' ? { of: 'token', id: token.of.id } : { of: token.kind, id: token.of.id };
  const use = of.admin.uses.lastOf(name, token.of.tokenUse);
  const used = { lastUsedAt: use?.at ?? null, lastUsedFrom: use?.from ?? null };
  const refusal = mayNotRevoke(request, token);
  const may: AccessMay = {
    revoke: refusal === null ? true : lacking('ownersOnly'),
  };
  if (token.kind !== 'named') {
    const { id, name: holder, ctime, tokenSinceAt = ctime * 1000, tokenEnabled } = token.of;
    return {
      id: `${token.kind}:${id}`,
      kind: token.kind,
      name: holder,
      holder: { kind: token.kind, id, name: holder },
      enabled: tokenEnabled,
      createdAt: tokenSinceAt,
      ...used,
      endsAt: null,
      may,
    };
  }
  const { id, name: called, createdAt, createdBy, endsAt, holder } = token.of;
  const { state, clock } = of.context;
  const found = holder.kind === 'user' ? userById(state, holder.id) : groupById(state, holder.id);
  return {
    id,
    kind: 'named',
    name: called,
    holder: { ...holder, name: found?.name ?? '' },
    enabled: (found?.tokenEnabled ?? false) && (endsAt === null || endsAt > clock.wallMs()),
    createdAt,
    createdBy,
    ...used,
    endsAt,
    may,
  };
}

const MOST_YEARS_MS = 10 * 366 * 24 * 60 * 60 * 1000;

/** For oneself anybody may make one; for others owners. */
async function create(of: AccessContext, request: ConsoleRequest, idempotency: Idempotency): Promise<Answer> {
  const read = readBody(newTokenBody, request.body);
  if ('code' in read) return read;
  const { name, holder, endsAt } = read.value;
  const { context } = of;
  const wallMs = context.clock.wallMs();
  if (endsAt !== null && (endsAt <= wallMs || endsAt > wallMs + MOST_YEARS_MS)) {
    return invalidFields([fieldProblem('endsAt', 'A token ends later than now, and within ten years.')]);
  }
  const tenant = tenantOfAsker(context, request);
  const ref = holderRef(of, tenant, holder);
  if (ref === undefined) {
    return invalidFields([fieldProblem('holder', `There is no ${holder.kind} ${holder.id}.`)]);
  }
  const refusal = notAllowed(
    request.asker,
    holder.kind === 'user' ? 'ResetUserToken' : 'ResetUserGroupToken',
    [ref],
  );
  if (refusal !== null) return refusal;
  const command = createApiToken({ name, holder, endsAt }, request.asker.actor, wallMs);
  const made = await context.registry.run(rememberedAs(command, idempotency, ({ token }) => token.id));
  if (!isDone(made)) return refusedWrite(made);
  const answer: CreatedToken = {
    token: tokenView(of, request, { kind: 'named', of: made.value.token }),
    secret: made.value.text,
  };
  return created(answer);
}

function holderRef({ context: { state } }: AccessContext, tenant: string, holder: ApiToken['holder']) {
  if (holder.kind === 'user') {
    const user = usersOf(state, tenant).find(({ id }) => id === holder.id);
    return user && userRef(user);
  }
  const group = groupById(state, holder.id);
  return group?.owner === tenant ? groupRef(group) : undefined;
}

/** Shown once: a repeated request is not told the token again. */
function again(of: AccessContext, request: ConsoleRequest, id: string): Answer {
  const token = apiTokenById(of.context.state, id);
  if (token === undefined) return notFound(`There is no token ${id}.`);
  const answer: CreatedToken = { token: tokenView(of, request, { kind: 'named', of: token }) };
  return { ...ok(answer), status: 201 };
}

function mayNotRevoke({ asker }: ConsoleRequest, token: Token): Refused | null {
  if (token.kind === 'user') return notAllowed(asker, 'ResetUserToken', [userRef(token.of)]);
  if (token.kind === 'group') return notAllowed(asker, 'ResetUserGroupToken', [groupRef(token.of)]);
  return isOwn(token, asker.actor.id) ? null : notAllowed(asker, 'RevokeAccessTokens', 'everything');
}

/** At once. One that comes with a user or group is renewed, and the new one is shown to nobody. */
async function revoke(of: AccessContext, request: ConsoleRequest, idempotency: Idempotency): Promise<Answer> {
  const id = idIn(request);
  const token = tokenById(of, tenantOfAsker(of.context, request), id);
  if (token === undefined) return notFound(`There is no token ${id}.`);
  const refusal = mayNotRevoke(request, token);
  if (refusal !== null) return refusal;
  const { actor } = request.asker;
  const command: Command<unknown> =
    token.kind === 'user'
      ? renewToken(token.of.id, actor)
      : token.kind === 'group'
        ? renewGroupToken(token.of.id, actor)
        : revokeApiToken(token.of.id, actor);
  const revoked = await of.context.registry.run(rememberedAs(command, idempotency, () => id));
  if (!isDone(revoked)) return refusedWrite(revoked);
  of.admin.uses.forget(
    token.kind === 'named' ? { of: 'token', id: token.of.id } : { of: token.kind, id: token.of.id },
  );
  return { status: 204 };
}
