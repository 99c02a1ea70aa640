import type { AliasPreview, AliasRow } from '@cynosure/shared/console/alias.ts';
import { decodeSegment } from '@cynosure/shared/console/path.ts';
import { isDone } from '@cynosure/shared/outcome.ts';
import type { Permission } from '../../access/permissions.ts';
import { namespaceRef, refOfService, serviceRef } from '../../access/refs.ts';
import { createAlias, deleteAlias, updateAlias } from '../../registry/commands/aliases.ts';
import type { Alias, Service } from '../../registry/model.ts';
import type { RegistryState } from '../../registry/state.ts';
import type { ConsoleContext } from '../context.ts';
import { fieldProblem, problem, type Refused } from '../problem.ts';
import { permitted } from '../read/may.ts';
import { compareNaturally } from '../read/natural-order.ts';
import {
  type Answer,
  type Asker,
  type ConsoleRequest,
  type ConsoleRoute,
  created,
  notAllowed,
  notFound,
  ok,
  revisionWanted,
} from '../route.ts';
import { readBody } from '../write/isolation-bodies.ts';
import { ifUnchanged, refusedThing, untyped, writing } from '../write/named-thing.ts';
import { aliasName, editAliasBody, newAliasBody, typedBody } from '../write/naming-bodies.ts';
import { type Idempotency, type OnceOnly, rememberedAs } from '../write/once-only.ts';

const ONE = '/aliases/:namespace/:alias';

/** Other names of services. There are few, so the list is whole, in the order of names; pages sort it further. */
export function aliasRoutes(context: ConsoleContext, once: OnceOnly): ConsoleRoute[] {
  const about = 'something';
  const replay = (request: ConsoleRequest, ref: string): Answer => {
    const row = rowOf(context.state, request.asker, ref.split(' '));
    return row === undefined ? { status: 204 } : { status: request.method === 'POST' ? 201 : 200, body: row };
  };
  return [
    {
      method: 'get',
      path: '/aliases',
      needs: 'DescribeServiceAliases',
      about,
      handle: (request) => list(context, request),
    },
    {
      method: 'post',
      path: '/aliases/preview',
      needs: 'CreateServiceAlias',
      about,
      handle: (request) => preview(context, request),
    },
    writing(
      once,
      { method: 'post', path: '/aliases', needs: 'CreateServiceAlias', about },
      (request, idempotency) => create(context, request, idempotency),
      replay,
    ),
    writing(
      once,
      { method: 'put', path: ONE, needs: 'UpdateServiceAlias', about },
      (request, idempotency) => edit(context, request, idempotency),
      replay,
    ),
    writing(
      once,
      { method: 'delete', path: ONE, needs: 'DeleteServiceAliases', about },
      (request, idempotency) => remove(context, request, idempotency),
      () => ({ status: 204 }),
    ),
  ];
}

function list({ state, clock }: ConsoleContext, { query, asker }: ConsoleRequest): Answer {
  const words = (query.get('q') ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  const namespace = query.get('namespace');
  const target = query.get('target');
  const items = [...state.services.aliases()].flatMap((alias): AliasRow[] => {
    const row = viewOf(state, alias, asker);
    if (row === undefined) return [];
    if (namespace !== null && row.namespace !== namespace) return [];
    if (target !== null && `${row.target.namespace}/${row.target.service}` !== target) return [];
    const text = `${row.alias} ${row.namespace} ${row.target.service} ${row.comment}`.toLowerCase();
    return words.every((word) => text.includes(word)) ? [row] : [];
  });
  items.sort((a, b) => compareNaturally(a.alias, b.alias) || compareNaturally(a.namespace, b.namespace));
  return ok({ items, total: items.length, position: String(state.position), asOf: clock.wallMs() });
}

/** Undefined where its service is not there, or not to be seen. */
function viewOf(state: RegistryState, alias: Alias, { rights }: Asker): AliasRow | undefined {
  const source = state.services.byKey(alias.target)?.service;
  if (source === undefined) return undefined;
  const about = [serviceRef(state, alias.namespace, alias.name)];
  if (!rights.may('DescribeServiceAliases', about)) return undefined;
  return {
    namespace: alias.namespace,
    alias: alias.name,
    target: { namespace: source.namespace, service: source.name },
    comment: alias.comment,
    changedAt: alias.mtime * 1000,
    revision: revisionOf(alias),
    may: {
      edit: permitted(rights, 'edit', about, 'UpdateServiceAlias'),
      delete: permitted(rights, 'delete', about, 'DeleteServiceAliases'),
    },
  };
}

const revisionOf = ({ revision }: Alias): string => revision.slice(0, 16);

function rowOf(state: RegistryState, asker: Asker, [namespace = '', name = '']: readonly string[]) {
  const alias = state.services.alias(namespace, name);
  return alias && viewOf(state, alias, asker);
}

/** What a name is now, and who asks for it in vain: those clients get something else as soon as there is an alias. */
function preview(context: ConsoleContext, { body, asker }: ConsoleRequest): Answer {
  const read = readBody(aliasName, body);
  if ('code' in read) return read;
  const { namespace, alias } = read.value;
  const { state, uptake } = context;
  const refusal = notAllowed(asker, 'CreateServiceAlias', [namespaceRef(state, namespace)]);
  if (refusal !== null) return refusal;
  const answer: AliasPreview = {
    taken:
      state.services.service(namespace, alias) !== undefined
        ? 'service'
        : state.services.alias(namespace, alias) !== undefined
          ? 'alias'
          : null,
    askedBy: uptake.askedInVain(namespace, alias),
  };
  return ok(answer);
}

/** An alias is about the service that it leads to and the namespace that it stands in. */
function mayPoint(
  { state }: ConsoleContext,
  asker: Asker,
  needs: Permission,
  namespace: string,
  target: { namespace: string; service: string },
): Refused | null {
  const refs = [namespaceRef(state, namespace), serviceRef(state, target.namespace, target.service)];
  return notAllowed(asker, needs, refs);
}

async function create(
  context: ConsoleContext,
  { body, asker }: ConsoleRequest,
  idempotency: Idempotency,
): Promise<Answer> {
  const read = readBody(newAliasBody, body);
  if ('code' in read) return read;
  const { namespace, alias: name, target, comment } = read.value;
  const { state } = context;
  const refusal = mayPoint(context, asker, 'CreateServiceAlias', namespace, target);
  if (refusal !== null) return refusal;
  if (!state.services.namespaces.has(namespace)) {
    const info = `There is no namespace ${namespace}.`;
    return problem(422, 'NotFoundNamespace', info, { fields: [fieldProblem('namespace', info)] });
  }
  const draft = { namespace, name, source: target, comment, owners: asker.actor.name };
  const ref = `${namespace} ${name}`;
  const outcome = await context.registry.run(
    rememberedAs(createAlias(draft, asker.actor), idempotency, () => ref),
  );
  if (!isDone(outcome)) return unmade(outcome, namespace, name, target);
  return created(viewOf(state, outcome.value, asker));
}

function unmade(
  refusal: Parameters<typeof refusedThing>[0],
  namespace: string,
  name: string,
  target: { namespace: string; service: string },
): Refused {
  const said = (status: number, path: string, info: string): Refused =>
    problem(status, refusal.code, info, { fields: [fieldProblem(path, info, refusal.code)] });
  switch (refusal.code) {
    case 'ExistedResource':
      return said(409, 'alias', `There is a service or an alias ${name} in ${namespace} already.`);
    case 'NotFoundService':
      return said(422, 'target', `There is no service ${target.service} in ${target.namespace}.`);
    case 'NotAllowCreateAliasForAlias':
      return said(422, 'target', `${target.service} is an alias itself; name the service.`);
    default:
      return refusedThing(refusal);
  }
}

async function edit(
  context: ConsoleContext,
  request: ConsoleRequest,
  idempotency: Idempotency,
): Promise<Answer> {
  const seen = seenAlias(context, request, 'UpdateServiceAlias');
  if ('code' in seen) return seen;
  const read = readBody(editAliasBody, request.body);
  if ('code' in read) return read;
  const { alias, source, revision } = seen;
  const { namespace, name } = alias;
  const target = read.value.target ?? { namespace: source.namespace, service: source.name };
  const refusal = mayPoint(context, request.asker, 'UpdateServiceAlias', namespace, target);
  if (refusal !== null) return refusal;
  const { comment } = read.value;
  const patch = { source: target, ...(comment === undefined ? {} : { comment }) };
  const command = updateAlias(namespace, name, patch, request.asker.actor);
  const now = (state: RegistryState) => revisionNow(state, namespace, name);
  const outcome = await context.registry.run(
    ifUnchanged(command, idempotency, { revision, now }, `${namespace} ${name}`),
  );
  if (isDone(outcome)) return ok(viewOf(context.state, outcome.value, request.asker));
  if (outcome.code === 'NotFoundService' || outcome.code === 'NotAllowCreateAliasForAlias')
    return unmade(outcome, namespace, name, target);
  return refusedThing(outcome, rowOf(context.state, request.asker, [namespace, name]));
}

async function remove(
  context: ConsoleContext,
  request: ConsoleRequest,
  idempotency: Idempotency,
): Promise<Answer> {
  const seen = seenAlias(context, request, 'DeleteServiceAliases');
  if ('code' in seen) return seen;
  const read = readBody(typedBody, request.body);
  if ('code' in read) return read;
  const { namespace, name } = seen.alias;
  const wrong = untyped(read.value.typed, name);
  if (wrong !== null) return wrong;
  const now = (state: RegistryState) => revisionNow(state, namespace, name);
  const outcome = await context.registry.run(
    ifUnchanged(
      deleteAlias(namespace, name, request.asker.actor),
      idempotency,
      { revision: seen.revision, now },
      `${namespace} ${name}`,
    ),
  );
  return isDone(outcome)
    ? { status: 204 }
    : refusedThing(outcome, rowOf(context.state, request.asker, [namespace, name]));
}

const revisionNow = (state: RegistryState, namespace: string, name: string): string | undefined => {
  const alias = state.services.alias(namespace, name);
  return alias && revisionOf(alias);
};

function seenAlias(
  { state }: ConsoleContext,
  request: ConsoleRequest,
  needs: Permission,
): { alias: Alias; source: Service; revision: string } | Refused {
  const namespace = decodeSegment(request.params.namespace ?? '');
  const name = decodeSegment(request.params.alias ?? '');
  const alias = state.services.alias(namespace, name);
  const source = alias && state.services.byKey(alias.target)?.service;
  const refs = [namespaceRef(state, namespace), ...(source === undefined ? [] : [refOfService(source)])];
  const refusal = notAllowed(request.asker, needs, refs);
  if (refusal !== null) return refusal;
  if (alias === undefined || source === undefined)
    return notFound(`There is no alias ${name} in ${namespace}.`);
  const revision = revisionWanted(request);
  return 'code' in revision ? revision : { alias, source, revision: revision.revision };
}
