import { decodeSegment } from '@cynosure/shared/console/path.ts';
import { isDone } from '@cynosure/shared/outcome.ts';
import type { Permission } from '../../access/permissions.ts';
import { namespaceRef } from '../../access/refs.ts';
import { createNamespace, deleteNamespace, updateNamespace } from '../../registry/commands/namespaces.ts';
import type { RegistryState } from '../../registry/state.ts';
import type { ConsoleContext } from '../context.ts';
import { fieldProblem, problem, type Refused, refusalProblem } from '../problem.ts';
import { namespaceRevision, namespaceView } from '../read/namespace-view.ts';
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
import { editNamespaceBody, newNamespaceBody, typedBody } from '../write/naming-bodies.ts';
import { type Idempotency, type OnceOnly, rememberedAs } from '../write/once-only.ts';

const ONE = '/namespaces/:name';

/** Namespaces: new, edited, deleted (console/data-shapes.md §6). */
export function namespaceWrites(context: ConsoleContext, once: OnceOnly): ConsoleRoute[] {
  const about = 'something';
  const replay = (request: ConsoleRequest, ref: string) => replayed(context, request, ref);
  return [
    writing(
      once,
      { method: 'post', path: '/namespaces', needs: 'CreateNamespaces', about: 'anew' },
      (request, idempotency) => create(context, request, idempotency),
      replay,
    ),
    writing(
      once,
      { method: 'put', path: ONE, needs: 'UpdateNamespaces', about },
      (request, idempotency) => edit(context, request, idempotency),
      replay,
    ),
    writing(
      once,
      { method: 'delete', path: ONE, needs: 'DeleteNamespaces', about },
      (request, idempotency) => remove(context, request, idempotency),
      replay,
    ),
  ];
}

/** The namespace as it is now: what was kept is its name. */
function replayed({ state }: ConsoleContext, { asker, method }: ConsoleRequest, ref: string): Answer {
  const namespace = state.services.namespaces.get(ref);
  if (namespace === undefined) return { status: 204 };
  const view = namespaceView(state, namespace, asker.rights);
  return { status: method === 'POST' ? 201 : 200, body: view, etag: view.revision };
}

async function create(
  context: ConsoleContext,
  { body, asker }: ConsoleRequest,
  idempotency: Idempotency,
): Promise<Answer> {
  const read = readBody(newNamespaceBody, body);
  if ('code' in read) return read;
  const draft = { ...read.value, owners: asker.actor.name, metadata: {} };
  const command = rememberedAs(createNamespace(draft, asker.actor), idempotency, () => draft.name);
  const outcome = await context.registry.run(command);
  if (!isDone(outcome)) {
    return outcome.code === 'ExistedResource'
      ? problem(409, outcome.code, `There is a namespace ${draft.name} already.`, {
          type: 'Existed',
          fields: [fieldProblem('name', `There is a namespace ${draft.name} already.`, 'ExistedResource')],
        })
      : refusalProblem(outcome);
  }
  return created(namespaceView(context.state, outcome.value, asker.rights));
}

async function edit(
  context: ConsoleContext,
  request: ConsoleRequest,
  idempotency: Idempotency,
): Promise<Answer> {
  const seen = seenNamespace(context, request, 'UpdateNamespaces');
  if ('code' in seen) return seen;
  const read = readBody(editNamespaceBody, request.body);
  if ('code' in read) return read;
  const { comment: text, exportTo: to } = read.value;
  const { namespace } = seen;
  const { actor, rights } = request.asker;
  // The command replaces exports and metadata as a whole, as the registry's API does.
  const patch = {
    exportTo: to ?? namespace.exportTo,
    metadata: namespace.metadata,
    ...(text === undefined ? {} : { comment: text }),
  };
  const outcome = await context.registry.run(
    ifUnchanged(updateNamespace(namespace.name, patch, actor), idempotency, seen, namespace.name),
  );
  if (!isDone(outcome)) return unchanged(context, request, namespace.name, outcome);
  const view = namespaceView(context.state, outcome.value, rights);
  return ok(view, { etag: view.revision });
}

async function remove(
  context: ConsoleContext,
  request: ConsoleRequest,
  idempotency: Idempotency,
): Promise<Answer> {
  const seen = seenNamespace(context, request, 'DeleteNamespaces');
  if ('code' in seen) return seen;
  const read = readBody(typedBody, request.body);
  if ('code' in read) return read;
  const { name } = seen.namespace;
  const mistyped = untyped(read.value.typed, name);
  if (mistyped !== null) return mistyped;
  const outcome = await context.registry.run(
    ifUnchanged(deleteNamespace(name, request.asker.actor), idempotency, seen, name),
  );
  return isDone(outcome) ? { status: 204 } : unchanged(context, request, name, outcome);
}

function seenNamespace({ state }: ConsoleContext, request: ConsoleRequest, needs: Permission) {
  const wanted = decodeSegment(request.params.name ?? '');
  const refusal = notAllowed(request.asker, needs, [namespaceRef(state, wanted)]);
  if (refusal !== null) return refusal;
  const namespace = state.services.namespaces.get(wanted);
  if (namespace === undefined) return notFound(`There is no namespace ${wanted}.`);
  const revision = revisionWanted(request);
  if ('code' in revision) return revision;
  const now = (current: RegistryState) => {
    const there = current.services.namespaces.get(wanted);
    return there && namespaceRevision(there);
  };
  return { namespace, revision: revision.revision, now };
}

function unchanged(
  { state }: ConsoleContext,
  { asker }: ConsoleRequest,
  name: string,
  refusal: Parameters<typeof refusedThing>[0],
): Refused {
  const now = state.services.namespaces.get(name);
  const current = now && namespaceView(state, now, asker.rights);
  if (refusal.code !== 'NamespaceExistedServices') return refusedThing(refusal, current);
  return problem(409, refusal.code, `Services are left in ${name}.`, { type: 'NotEmpty', more: { current } });
}
