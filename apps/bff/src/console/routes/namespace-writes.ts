import { decodeSegment } from '@cynosure/shared/console/path.ts';
import { isDone, type Outcome, refused } from '@cynosure/shared/outcome.ts';
import { z } from 'zod';
import type { Permission } from '../../access/permissions.ts';
import { namespaceRef } from '../../access/refs.ts';
import type { GuardedFor } from '../../access/require-session.ts';
import { type Command, decided } from '../../registry/command.ts';
import { createNamespace, deleteNamespace, updateNamespace } from '../../registry/commands/namespaces.ts';
import type { ConsoleContext } from '../context.ts';
import { fieldProblem, invalidFields, problem, refusalProblem } from '../problem.ts';
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
import { type Idempotency, type OnceOnly, rememberedAs } from '../write/once-only.ts';

const ALLOWED_NAME = /^[0-9A-Za-z\-.:_/]+$/;
const MOST_EXPORTS = 200;

const name = z
  .string('The name is missing.')
  .min(1, 'The name is missing.')
  .max(64, 'A name has at most 64 characters.')
  .regex(ALLOWED_NAME, 'A name has letters, digits and - . / : _ only.');
const comment = z.string().max(1024, 'A comment has at most 1024 characters.');
const exportTo = z
  .array(z.union([z.literal('*'), name]))
  .max(MOST_EXPORTS, `At most ${MOST_EXPORTS} namespaces can be named.`);

const newBody = z.object({ name, comment: comment.default(''), exportTo: exportTo.default([]) });
const editBody = z.object({ comment: comment.optional(), exportTo: exportTo.optional() });
const deleteBody = z.object({ typed: z.string().max(64).default('') });

/** Namespaces: new, edited, deleted (console/data-shapes.md §6). */
export function namespaceWrites(context: ConsoleContext, once: OnceOnly): ConsoleRoute[] {
  const writing = (
    method: ConsoleRoute['method'],
    path: string,
    needs: Permission,
    about: GuardedFor,
    write: (context: ConsoleContext, request: ConsoleRequest, idempotency: Idempotency) => Promise<Answer>,
  ): ConsoleRoute => ({
    method,
    path,
    needs,
    about,
    handle: (request) =>
      once.run(
        request,
        (idempotency) => write(context, request, idempotency),
        (ref) => replayed(context, request, ref),
      ),
  });
  return [
    writing('post', '/namespaces', 'CreateNamespaces', 'anew', create),
    writing('put', '/namespaces/:name', 'UpdateNamespaces', 'something', edit),
    writing('delete', '/namespaces/:name', 'DeleteNamespaces', 'something', remove),
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
  const read = readBody(newBody, body);
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
  const read = readBody(editBody, request.body);
  if ('code' in read) return read;
  const { comment: text, exportTo: to } = read.value;
  const { namespace, revision } = seen;
  const { actor, rights } = request.asker;
  // The command replaces exports and metadata as a whole, as the registry's API does.
  const patch = {
    exportTo: to ?? namespace.exportTo,
    metadata: namespace.metadata,
    ...(text === undefined ? {} : { comment: text }),
  };
  const command = unchangedSince(updateNamespace(namespace.name, patch, actor), namespace.name, revision);
  const outcome = await context.registry.run(rememberedAs(command, idempotency, () => namespace.name));
  if (!isDone(outcome)) return changedMeanwhile(context, request, namespace.name, outcome);
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
  const read = readBody(deleteBody, request.body);
  if ('code' in read) return read;
  const { namespace, revision } = seen;
  if (read.value.typed !== namespace.name) {
    return invalidFields([fieldProblem('typed', `Type ${namespace.name} to confirm.`)]);
  }
  const command = unchangedSince(
    deleteNamespace(namespace.name, request.asker.actor),
    namespace.name,
    revision,
  );
  const outcome = await context.registry.run(rememberedAs(command, idempotency, () => namespace.name));
  return isDone(outcome) ? { status: 204 } : changedMeanwhile(context, request, namespace.name, outcome);
}

function seenNamespace({ state }: ConsoleContext, request: ConsoleRequest, needs: Permission) {
  const wanted = decodeSegment(request.params.name ?? '');
  const refusal = notAllowed(request.asker, needs, [namespaceRef(state, wanted)]);
  if (refusal !== null) return refusal;
  const namespace = state.services.namespaces.get(wanted);
  if (namespace === undefined) return notFound(`There is no namespace ${wanted}.`);
  const revision = revisionWanted(request);
  return 'code' in revision ? revision : { namespace, revision: revision.revision };
}

/** The command, refused (DataConflict) where the namespace is no longer what the writer saw. */
const unchangedSince = <T>(command: Command<T>, namespace: string, revision: string): Command<T> => ({
  ...command,
  decide(state, now) {
    const current = state.services.namespaces.get(namespace);
    if (current === undefined)
      return decided(refused('NotFoundResource', `There is no namespace ${namespace}.`));
    if (namespaceRevision(current) === revision) return command.decide(state, now);
    return decided(refused('DataConflict', `The namespace ${namespace} was changed meanwhile.`));
  },
});

function changedMeanwhile(
  { state }: ConsoleContext,
  { asker }: ConsoleRequest,
  namespace: string,
  refusal: Exclude<Outcome<unknown>, { code: 'ExecuteSuccess' }>,
): Answer {
  const now = state.services.namespaces.get(namespace);
  const more = now === undefined ? {} : { current: namespaceView(state, now, asker.rights) };
  if (refusal.code === 'DataConflict')
    return problem(412, refusal.code, refusal.info, { type: 'Changed', more });
  if (refusal.code === 'NamespaceExistedServices') {
    return problem(409, refusal.code, `Services are left in ${namespace}.`, { type: 'NotEmpty', more });
  }
  return { ...refusalProblem(refusal), more };
}
