import { decodeSegment } from '@cynosure/shared/console/path.ts';
import type { EditService } from '@cynosure/shared/console/service.ts';
import { isDone } from '@cynosure/shared/outcome.ts';
import type { Permission } from '../../access/permissions.ts';
import { namespaceRef, refOfService } from '../../access/refs.ts';
import { createGuardedService, editService } from '../../registry/commands/edit-service.ts';
import { noteOperation } from '../../registry/commands/note.ts';
import { tokenChange } from '../../registry/commands/operation-record.ts';
import { resetServiceToken, type ServicePatch, serviceThing } from '../../registry/commands/services.ts';
import { deleteService } from '../../registry/commands/services-delete.ts';
import type { ServiceEntry } from '../../registry/service-book.ts';
import type { RegistryState } from '../../registry/state.ts';
import type { ConsoleContext } from '../context.ts';
import { fieldProblem, problem, type Refused, refusalProblem } from '../problem.ts';
import { serviceEditRevision } from '../read/service-view.ts';
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
import { readBody } from '../write/isolation-bodies.ts';
import { ifUnchanged, refusedThing, untyped, writing } from '../write/named-thing.ts';
import { editServiceBody, newServiceBody, tokenBody, typedBody } from '../write/naming-bodies.ts';
import { type Idempotency, type OnceOnly, rememberedAs } from '../write/once-only.ts';

const ONE = '/services/:namespace/:service';

/** Services: new, edited, deleted, their tokens (console/data-shapes.md §6). By an alias none of it is done. */
export function serviceWrites(context: ConsoleContext, once: OnceOnly): ConsoleRoute[] {
  const about = 'something';
  return [
    writing(
      once,
      { method: 'post', path: '/services', needs: 'CreateServices', about },
      (request, idempotency) => create(context, request, idempotency),
      (request, ref) => replayed(context, request, ref),
    ),
    writing(
      once,
      { method: 'put', path: ONE, needs: 'UpdateServices', about },
      (request, idempotency) => edit(context, request, idempotency),
      (request, ref) => replayed(context, request, ref),
    ),
    writing(
      once,
      { method: 'delete', path: ONE, needs: 'DeleteServices', about },
      (request, idempotency) => remove(context, request, idempotency),
      () => ({ status: 204 }),
    ),
    writing(
      once,
      { method: 'post', path: `${ONE}/token`, needs: 'UpdateServiceToken', about },
      (request, idempotency) => token(context, request, idempotency),
      // A secret is shown once; who lost it renews it.
      () => ok({}),
    ),
  ];
}

/** The service as it is now: what was kept is its id. */
function replayed(context: ConsoleContext, { asker, method }: ConsoleRequest, ref: string): Answer {
  const entry = context.state.services.byId(ref);
  if (entry === undefined) return { status: 204 };
  return { ...shown(context, entry, asker), status: method === 'POST' ? 201 : 200 };
}

function shown(context: ConsoleContext, entry: ServiceEntry, { rights }: ConsoleRequest['asker']) {
  return ok(context.services.full(entry, rights), {
    etag: serviceEditRevision(context.state, entry.service),
  });
}

/** What a form gives, in the words of the registry. */
const fieldsOf = ({ labels, department, business, comment }: EditService) => ({
  ...(labels === undefined ? {} : { metadata: Object.assign(Object.create(null), labels) }),
  ...(department === undefined ? {} : { department }),
  ...(business === undefined ? {} : { business }),
  ...(comment === undefined ? {} : { comment }),
});

async function create(
  context: ConsoleContext,
  { body, asker }: ConsoleRequest,
  idempotency: Idempotency,
): Promise<Answer> {
  const read = readBody(newServiceBody, body);
  if ('code' in read) return read;
  const { namespace, service: name, exportTo, guard } = read.value;
  const { state } = context;
  const refusal = notAllowed(asker, 'CreateServices', [namespaceRef(state, namespace)]);
  if (refusal !== null) return refusal;
  // By hand a namespace is made first, so that a misspelt one is not.
  if (!state.services.namespaces.has(namespace)) {
    const info = `There is no namespace ${namespace}.`;
    return problem(422, 'NotFoundNamespace', info, { fields: [fieldProblem('namespace', info)] });
  }
  const draft = {
    ...{ metadata: Object.create(null), department: '', business: '', comment: '' },
    ...fieldsOf(given(read.value)),
    ...{ namespace, name, ports: '', cmdbMod1: '', cmdbMod2: '', cmdbMod3: '', platformId: '' },
    owners: asker.actor.name,
    exportTo: exportTo ?? [],
    guard,
  };
  const command = rememberedAs(createGuardedService(draft, asker.actor), idempotency, ({ id }) => id);
  const outcome = await context.registry.run(command);
  if (!isDone(outcome)) return taken(outcome, namespace, name);
  const entry = state.services.byId(outcome.value.id);
  return entry === undefined ? { status: 204 } : created(context.services.full(entry, asker.rights));
}

/** Optional members that are absent, not undefined. */
const given = (
  value: { readonly [Name in keyof EditService]?: EditService[Name] | undefined },
): EditService => Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined));

function taken(refusal: Parameters<typeof refusedThing>[0], namespace: string, name: string): Refused {
  if (refusal.code !== 'ExistedResource') return refusalProblem(refusal);
  const info = `There is a service or an alias ${name} in ${namespace} already.`;
  return problem(409, refusal.code, info, {
    type: 'Existed',
    fields: [fieldProblem('service', info, refusal.code)],
  });
}

async function edit(
  context: ConsoleContext,
  request: ConsoleRequest,
  idempotency: Idempotency,
): Promise<Answer> {
  const seen = seenService(context, request, 'UpdateServices');
  if ('code' in seen) return seen;
  const read = readBody(editServiceBody, request.body);
  if ('code' in read) return read;
  const { entry, revision } = seen;
  const { namespace, name, id, exportTo } = entry.service;
  // The registry replaces the export list with every update.
  const patch: ServicePatch = { ...fieldsOf(given(read.value)), exportTo: read.value.exportTo ?? exportTo };
  const { actor } = request.asker;
  const command = editService(namespace, name, { ...patch, guard: read.value.guard }, actor);
  const now = (state: RegistryState) => revisionNow(state, id);
  const outcome = await context.registry.run(ifUnchanged(command, idempotency, { revision, now }, id));
  return answered(context, request, entry, outcome);
}

const revisionNow = (state: RegistryState, id: string): string | undefined => {
  const service = state.services.byId(id)?.service;
  return service && serviceEditRevision(state, service);
};

function answered(
  context: ConsoleContext,
  { asker }: ConsoleRequest,
  { service: { id, namespace, name } }: ServiceEntry,
  outcome: Parameters<typeof isDone>[0],
): Answer {
  const entry = context.state.services.byId(id);
  if (!isDone(outcome)) {
    if (entry === undefined) return notFound(`There is no service ${name} in ${namespace} any more.`);
    return refusedThing(outcome, context.services.full(entry, asker.rights));
  }
  return entry === undefined ? { status: 204 } : shown(context, entry, asker);
}

async function remove(
  context: ConsoleContext,
  request: ConsoleRequest,
  idempotency: Idempotency,
): Promise<Answer> {
  const seen = seenService(context, request, 'DeleteServices');
  if ('code' in seen) return seen;
  const read = readBody(typedBody, request.body);
  if ('code' in read) return read;
  const { entry, revision } = seen;
  const { namespace, name, id } = entry.service;
  const wrong = untyped(read.value.typed, name);
  if (wrong !== null) return wrong;
  const command = deleteService(namespace, name, request.asker.actor);
  const now = (state: RegistryState) => revisionNow(state, id);
  const outcome = await context.registry.run(ifUnchanged(command, idempotency, { revision, now }, id));
  if (isDone(outcome)) return { status: 204 };
  if (outcome.code !== 'ServiceExistedInstances' && outcome.code !== 'ServiceExistedAlias')
    return answered(context, request, entry, outcome);
  const info = `${entry.total} instances and ${entry.aliases.size} aliases are left; they go first.`;
  const current = context.services.full(entry, request.asker.rights);
  return problem(409, outcome.code, info, { type: 'NotEmpty', more: { current } });
}

/** Answers the token as it is or anew; either is recorded, without it. */
async function token(
  context: ConsoleContext,
  request: ConsoleRequest,
  idempotency: Idempotency,
): Promise<Answer> {
  const read = readBody(tokenBody, request.body);
  if ('code' in read) return read;
  const shows = read.value.change === 'show';
  const found = serviceOfPath(context, request, shows ? 'DescribeServiceToken' : 'UpdateServiceToken');
  if ('code' in found) return found;
  const { namespace, name, id } = found.service;
  const { actor } = request.asker;
  if (shows) {
    const note = noteOperation('service.showToken', actor, [tokenChange(serviceThing(found.service))], {
      namespace,
      service: name,
    });
    const noted = await context.registry.run(rememberedAs(note, idempotency, () => id));
    return isDone(noted) ? ok({ secret: found.service.token }) : refusalProblem(noted);
  }
  const command = rememberedAs(resetServiceToken(namespace, name, actor), idempotency, () => id);
  const renewed = await context.registry.run(command);
  return isDone(renewed) ? ok({ secret: renewed.value.token }) : refusedThing(renewed);
}

/** The service of the path itself, never the source of an alias. */
function serviceOfPath(
  { state }: ConsoleContext,
  { params, asker }: ConsoleRequest,
  needs: Permission,
): ServiceEntry | Refused {
  const namespace = decodeSegment(params.namespace ?? '');
  const name = decodeSegment(params.service ?? '');
  const entry = state.services.service(namespace, name);
  const ref = entry === undefined ? namespaceRef(state, namespace) : refOfService(entry.service);
  const refusal = notAllowed(asker, needs, [ref]);
  if (refusal !== null) return refusal;
  return entry ?? notFound(`There is no service ${name} in ${namespace}.`);
}

function seenService(context: ConsoleContext, request: ConsoleRequest, needs: Permission) {
  const entry = serviceOfPath(context, request, needs);
  if ('code' in entry) return entry;
  const revision = revisionWanted(request);
  return 'code' in revision ? revision : { entry, revision: revision.revision };
}
