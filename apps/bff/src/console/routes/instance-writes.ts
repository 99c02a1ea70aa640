import type { Conflict, EditedInstance } from '@cynosure/shared/console/edit.ts';
import { decodeSegment } from '@cynosure/shared/console/path.ts';
import { isDone } from '@cynosure/shared/outcome.ts';
import { editInstance, type FieldConflict } from '../../registry/commands/edit-instance.ts';
import type { ConsoleContext } from '../context.ts';
import { invalidFields, problem, refusalProblem } from '../problem.ts';
import { aboutSlot } from '../read/about.ts';
import { actorView } from '../read/actor-view.ts';
import { type Answer, type ConsoleRequest, type ConsoleRoute, notAllowed, notFound, ok } from '../route.ts';
import { readBody } from '../write/isolation-bodies.ts';
import { jsonPatch, readEdits, tooManyLabels } from '../write/json-patch.ts';
import { type Idempotency, type OnceOnly, rememberedAs } from '../write/once-only.ts';
import { fullInstance } from './instances.ts';
import { findOperation } from './operations.ts';

/** Editing single fields (console/data-shapes.md §6). */
export const instanceWrites = (context: ConsoleContext, once: OnceOnly): ConsoleRoute[] => [
  {
    method: 'patch',
    path: '/instances/:id',
    needs: 'UpdateInstances',
    about: 'something',
    handle: (request) =>
      once.run(
        request,
        (idempotency) => edit(context, request, idempotency),
        (ref) => edited(context, request, ref),
      ),
  },
];

async function edit(
  context: ConsoleContext,
  request: ConsoleRequest,
  idempotency: Idempotency,
): Promise<Answer> {
  const id = decodeSegment(request.params.id ?? '');
  const slot = context.state.instances.slotOf(id);
  if (slot === -1) return gone(id);
  const refusal = notAllowed(request.asker, 'UpdateInstances', aboutSlot(context.state, slot));
  if (refusal !== null) return refusal;
  const read = readBody(jsonPatch, request.body);
  if ('code' in read) return read;
  const wanted = readEdits(read.value);
  if ('fields' in wanted) return invalidFields(wanted.fields);
  const { edits } = wanted;
  const surplus = tooManyLabels(context.state.instances.factsOf(slot).labels, edits);
  if (surplus !== null) return invalidFields([surplus]);
  const command = editInstance(id, edits, request.asker.actor);
  const refOf = (answer: { kind: string; operationId?: string }) =>
    `instance ${answer.operationId ?? ''} ${id}`;
  const outcome = await context.registry.run(rememberedAs(command, idempotency, refOf));
  if (!isDone(outcome)) {
    return outcome.code === 'NotFoundInstance' ? gone(id) : refusalProblem(outcome);
  }
  if (outcome.value.kind === 'conflict') return conflicting(context, request, id, outcome.value.conflicts);
  return edited(context, request, `instance ${outcome.value.operationId} ${id}`);
}

const gone = (id: string) => notFound(`The instance ${id} is not registered any more; nothing was saved.`);

/** `instance {operation id} {instance id}`; an instance id may hold anything. */
async function edited(context: ConsoleContext, { asker }: ConsoleRequest, ref: string): Promise<Answer> {
  const [, operationId = '', id = ''] = /^instance (\S*) (.*)$/s.exec(ref) ?? [];
  const slot = context.state.instances.slotOf(id);
  const operation = await findOperation(context, operationId);
  if (slot === -1 || operation === undefined) return gone(id);
  const body: EditedInstance = {
    instance: fullInstance(context, slot, asker),
    operation: context.operations.view(operation),
    position: String(context.state.position),
  };
  return ok(body, { etag: body.instance.revision });
}

/** Theirs beside mine: who changed the field last, as far as operations tell. */
function conflicting(
  context: ConsoleContext,
  { asker }: ConsoleRequest,
  id: string,
  conflicts: readonly FieldConflict[],
): Answer {
  const slot = context.state.instances.slotOf(id);
  const recent = [...context.state.recentOperations.values()];
  const shown = conflicts.map((conflict): Conflict => {
    const field = conflict.path.split('/')[1] ?? '';
    const names = field === 'checked' || field === 'ttlSeconds' ? 'check' : field;
    const later = recent.findLast(({ changes }) =>
      changes.some(({ target, path }) => target.id === id && path === `/${names}`),
    );
    return { ...conflict, ...(later === undefined ? {} : { by: actorView(later.by), at: later.at }) };
  });
  const current = slot === -1 ? undefined : fullInstance(context, slot, asker);
  const info = `${shown.map(({ path }) => path).join(', ')} changed since you looked. Nothing was saved.`;
  return problem(409, 'DataConflict', info, { type: 'FieldsChanged', more: { conflicts: shown, current } });
}
