import type { Conflict, DeregisteredInstance, EditedInstance } from '@cynosure/shared/console/edit.ts';
import { decodeSegment } from '@cynosure/shared/console/path.ts';
import type { ProblemField } from '@cynosure/shared/console/problem.ts';
import { isDone } from '@cynosure/shared/outcome.ts';
import { z } from 'zod';
import { deleteGuarded } from '../../registry/commands/delete-guarded.ts';
import { type EditWish, editInstance, type FieldConflict } from '../../registry/commands/edit-instance.ts';
import { releaseValues } from '../../registry/commands/hold-values.ts';
import { isHoldablePath } from '../../registry/instance-fields.ts';
import { bulkPreview } from '../bulk/bulk-view.ts';
import type { ConsoleContext } from '../context.ts';
import { fieldProblem, invalidFields, problem, refusalProblem } from '../problem.ts';
import { aboutSlot } from '../read/about.ts';
import { actorView } from '../read/actor-view.ts';
import { type Answer, type ConsoleRequest, type ConsoleRoute, notAllowed, notFound, ok } from '../route.ts';
import { reasonOfOverride } from '../write/isolate.ts';
import { readBody } from '../write/isolation-bodies.ts';
import { jsonPatch, readEdits, tooManyLabels } from '../write/json-patch.ts';
import { type Idempotency, type OnceOnly, rememberedAs } from '../write/once-only.ts';
import { fullInstance } from './instances.ts';
import { findOperation } from './operations.ts';

const MOST_REASON = 256;

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
  {
    method: 'delete',
    path: '/instances/:id',
    needs: 'DeleteInstances',
    about: 'something',
    handle: (request) =>
      once.run(
        request,
        (idempotency) => deregister(context, request, idempotency),
        (ref) =>
          ref === STOPPED
            ? stopped(context, decodeSegment(request.params.id ?? ''))
            : deregistered(context, ref),
      ),
  },
  {
    method: 'delete',
    path: '/instances/:id/held/:field',
    needs: 'UpdateInstances',
    about: 'something',
    handle: (request) =>
      once.run(
        request,
        (idempotency) => release(context, request, idempotency),
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
  const wish = wishOf(request.query);
  if ('fields' in wish) return invalidFields(wish.fields);
  if (wish.hold) {
    const free = edits.find(({ path }) => !isHoldablePath(path));
    if (free !== undefined)
      return invalidFields([fieldProblem(free.path, 'Health is the checker’s; it cannot be held.')]);
  }
  const command = editInstance(id, edits, request.asker.actor, wish);
  const refOf = (answer: { kind: string; operationId?: string }) =>
    `instance ${answer.operationId ?? ''} ${id}`;
  const outcome = await context.registry.run(rememberedAs(command, idempotency, refOf));
  if (!isDone(outcome)) {
    return outcome.code === 'NotFoundInstance' ? gone(id) : refusalProblem(outcome);
  }
  if (outcome.value.kind === 'conflict') return conflicting(context, request, id, outcome.value.conflicts);
  return edited(context, request, `instance ${outcome.value.operationId} ${id}`);
}

/** `hold=true` and `reason=…` of the address: the body is a plain JSON Patch. */
function wishOf(query: URLSearchParams): EditWish | { fields: ProblemField[] } {
  const hold = query.get('hold') ?? 'false';
  const reason = query.get('reason')?.trim() ?? '';
  if (hold !== 'true' && hold !== 'false') {
    return { fields: [fieldProblem('hold', 'hold is true or false.')] };
  }
  if (reason.length > MOST_REASON) {
    return { fields: [fieldProblem('reason', `A reason has at most ${MOST_REASON} characters.`)] };
  }
  return { hold: hold === 'true', reason };
}

/** Lets go of one held field; `labels/owner` for a label. */
async function release(
  context: ConsoleContext,
  request: ConsoleRequest,
  idempotency: Idempotency,
): Promise<Answer> {
  const id = decodeSegment(request.params.id ?? '');
  const slot = context.state.instances.slotOf(id);
  if (slot === -1) return gone(id);
  const refusal = notAllowed(request.asker, 'UpdateInstances', aboutSlot(context.state, slot));
  if (refusal !== null) return refusal;
  const path = `/${decodeSegment(request.params.field ?? '')}`;
  if (!isHoldablePath(path)) return notFound(`There is no field ${path} that could be held.`);
  const command = releaseValues(id, [path], request.asker.actor);
  const refOf = (answer: { operationId: string }) => `instance ${answer.operationId} ${id}`;
  const outcome = await context.registry.run(rememberedAs(command, idempotency, refOf));
  if (!isDone(outcome)) return outcome.code === 'NotFoundInstance' ? gone(id) : refusalProblem(outcome);
  return edited(context, request, refOf(outcome.value));
}

/** What is kept of a request that the guard refused. */
const STOPPED = 'stopped';

const typedBody = z.object({
  typed: z.string('Type host and port to confirm.'),
  override: z.string().max(128).optional(),
  reason: z.string().trim().max(MOST_REASON, `A reason has at most ${MOST_REASON} characters.`).default(''),
});

/**
 * Deregisters one instance; it cannot be undone, so its host and port are typed. The last one that clients can call
 * needs the name of its service as well, and a reason.
 */
async function deregister(
  context: ConsoleContext,
  request: ConsoleRequest,
  idempotency: Idempotency,
): Promise<Answer> {
  const { state, registry } = context;
  const id = decodeSegment(request.params.id ?? '');
  const slot = state.instances.slotOf(id);
  if (slot === -1) return gone(id);
  const refusal = notAllowed(request.asker, 'DeleteInstances', aboutSlot(state, slot));
  if (refusal !== null) return refusal;
  const read = readBody(typedBody, request.body);
  if ('code' in read) return read;
  const { typed, override, reason } = read.value;
  const { host, port, service } = state.instances.factsOf(slot);
  const name = `${host}:${port}`;
  const fields = [
    ...(typed === name ? [] : [fieldProblem('typed', `Type ${name} to confirm.`)]),
    ...(override === undefined || override === service
      ? []
      : [fieldProblem('override', `Type ${service} to confirm.`)]),
    ...(override === undefined ? [] : reasonOfOverride(reason)),
  ];
  if (fields.length > 0) return invalidFields(fields);
  const ask = { id, overrides: override !== undefined, reason };
  const outcome = await registry.run(
    rememberedAs(deleteGuarded(ask, request.asker.actor), idempotency, (answer) =>
      answer.kind === 'done' ? answer.operationId : STOPPED,
    ),
  );
  if (!isDone(outcome)) return refusalProblem(outcome);
  return outcome.value.kind === 'done'
    ? deregistered(context, outcome.value.operationId)
    : stopped(context, id);
}

/** The guard's answer, with what deregistering would do as things are now. */
function stopped(context: ConsoleContext, id: string): Answer {
  const frozen = { ids: [id], matched: { query: '', total: 1, frozenAt: context.clock.wallMs() } };
  const preview = bulkPreview(context, { action: 'bulk', ...frozen, work: { kind: 'deregister' } });
  const names = preview.services.map(({ service }) => service).join(', ');
  const info = `${names || 'Its service'} would have nothing left that clients can call. Nothing was done.`;
  const changes = preview.services.map(({ namespace, service, verdict }) => ({
    namespace,
    service,
    from: 'unchanged',
    to: verdict,
    what: info,
  }));
  return problem(409, 'DataConflict', info, { type: 'PreviewChanged', more: { preview, changes } });
}

async function deregistered(context: ConsoleContext, operationId: string): Promise<Answer> {
  const operation = await findOperation(context, operationId);
  const body: DeregisteredInstance = {
    ...(operation === undefined ? {} : { operation: context.operations.view(operation) }),
    position: String(context.state.position),
  };
  return ok(body);
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
