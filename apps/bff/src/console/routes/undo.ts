import type { UndoAnswer, UndoPreview } from '@cynosure/shared/console/operation.ts';
import { decodeSegment } from '@cynosure/shared/console/path.ts';
import { isDone } from '@cynosure/shared/outcome.ts';
import { serviceRef } from '../../access/refs.ts';
import { newProgress } from '../../registry/commands/bulk/bulk-record.ts';
import { patchIsolation } from '../../registry/commands/change-isolation.ts';
import { newUlid } from '../../registry/commands/new-ids.ts';
import { undoUpdate } from '../../registry/commands/undo-update.ts';
import type { FieldChange } from '../../registry/model.ts';
import type { ConsoleContext } from '../context.ts';
import { invalidFields, problem, refusalProblem } from '../problem.ts';
import { aboutIds } from '../read/about.ts';
import { isolationView } from '../read/isolation-view.ts';
import {
  type Answer,
  type ConsoleRequest,
  type ConsoleRoute,
  created,
  notAllowed,
  notFound,
  ok,
} from '../route.ts';
import {
  changedMeanwhile,
  endIt,
  isolate,
  mayNotChange,
  replayedIsolation,
  untypedOverrides,
} from '../write/isolate.ts';
import { plainDecision, readBody, undoBody } from '../write/isolation-bodies.ts';
import { type Idempotency, type OnceOnly, rememberedAs } from '../write/once-only.ts';
import { makePreview, previewExpired } from '../write/preview-target.ts';
import type { KeptPreview } from '../write/previews.ts';
import { type UndoPlan, undoPlan } from '../write/undo-plan.ts';
import { findOperation, wholeOperation } from './operations.ts';

/** Taking operations back, with a preview as for any write (console/data-shapes.md §8). */
export const undoRoutes = (context: ConsoleContext, once: OnceOnly): ConsoleRoute[] => [
  {
    method: 'post',
    path: '/operations/:id/undo/preview',
    needs: 'DescribeOperations',
    handle: (request) => preview(context, request),
  },
  {
    method: 'post',
    path: '/operations/:id/undo',
    needs: 'UndoOperations',
    about: 'something',
    handle: (request) =>
      once.run(
        request,
        (idempotency) => undo(context, request, idempotency),
        (ref) => replayed(context, request, ref),
      ),
  },
];

async function planOf(context: ConsoleContext, { params, asker }: ConsoleRequest) {
  const id = decodeSegment(params.id ?? '');
  const operation = await wholeOperation(context, id);
  return operation === undefined
    ? notFound(`There is no operation ${id}.`)
    : undoPlan(context, operation, asker.rights);
}

async function preview(context: ConsoleContext, request: ConsoleRequest): Promise<Answer> {
  const plan = await planOf(context, request);
  if ('code' in plan) return plan;
  const shown = makePreview(context, plan.asked);
  const isOfFields = plan.asked.action === 'patch' || plan.asked.action === 'fields';
  const fields = isOfFields ? Object.keys(plan.fields).length : shown.totals.change;
  const answer: UndoPreview = { ...shown, fields, keep: [...plan.keep], gone: plan.gone };
  return ok(answer);
}

async function undo(
  context: ConsoleContext,
  request: ConsoleRequest,
  idempotency: Idempotency,
): Promise<Answer> {
  const read = readBody(undoBody, request.body);
  if ('code' in read) return read;
  const decisions = read.value.decisions.map(plainDecision);
  const fields = untypedOverrides(decisions);
  if (fields.length > 0) return invalidFields(fields);
  const plan = await planOf(context, request);
  if ('code' in plan) return plan;
  const kept = context.previews.find(read.value.previewId);
  if (kept === undefined) return previewExpired();
  const { undoes } = plan.asked;
  if (kept.asked.undoes !== undoes || kept.asked.action !== plan.asked.action) {
    return problem(422, 'InvalidParameter', 'The preview is not one of undoing this operation.');
  }
  const reason = read.value.reason;
  switch (plan.asked.action) {
    case 'end': {
      const { isolationId, generation } = plan.asked;
      return endIt(context, request.asker, { isolationId, generation, reason, undoes }, idempotency, 201);
    }
    case 'isolate': {
      const wish = {
        reason: reason || plan.reason,
        ticket: plan.ticket,
        endsAt: plan.endsAt,
        decisions,
        undoes,
      };
      return isolate(context, request.asker, kept, wish, idempotency);
    }
    case 'patch':
      return putBack(context, request, plan, kept, idempotency);
    case 'bulk':
    case 'release':
    case 'fields':
      return plan.many === undefined
        ? undoEdit(context, request, undoes, idempotency)
        : undoMany(context, request, { undoes, changes: plan.many, reason }, idempotency);
  }
}

async function putBack(
  context: ConsoleContext,
  { asker }: ConsoleRequest,
  { fields, asked: { undoes } }: UndoPlan,
  { asked }: KeptPreview,
  idempotency: Idempotency,
): Promise<Answer> {
  if (asked.action !== 'patch') return previewExpired();
  const refusal = mayNotChange(context, asker, asked.isolationId);
  if (refusal !== null) return refusal;
  const command = patchIsolation(asked.isolationId, fields, null, asker.actor, undoes);
  const outcome = await context.registry.run(
    rememberedAs(
      command,
      idempotency,
      ({ isolation, operation }) => `isolation ${isolation.id} ${operation.id}`,
    ),
  );
  if (!isDone(outcome)) return changedMeanwhile(context, asker.rights, asked.isolationId, outcome);
  const answer: UndoAnswer = {
    operation: context.operations.view(outcome.value.operation),
    isolation: isolationView(context, outcome.value.isolation, asker.rights),
    position: String(context.state.position),
  };
  return created(answer);
}

async function undoEdit(
  context: ConsoleContext,
  { asker }: ConsoleRequest,
  operationId: string,
  idempotency: Idempotency,
): Promise<Answer> {
  const operation = await findOperation(context, operationId);
  if (operation === undefined) return notFound(`There is no operation ${operationId}.`);
  const { namespace, service } = operation;
  const about =
    namespace && service ? [serviceRef(context.state, namespace, service)] : ('everything' as const);
  const refusal = notAllowed(asker, 'UpdateInstances', about);
  if (refusal !== null) return refusal;
  const command = undoUpdate(operation, asker.actor);
  const outcome = await context.registry.run(
    rememberedAs(command, idempotency, (undone) => `operation ${undone.operationId}`),
  );
  return isDone(outcome) ? undoneEdit(context, outcome.value.operationId) : refusalProblem(outcome);
}

/** Batch by batch, and answered once all of it is done. */
async function undoMany(
  context: ConsoleContext,
  { asker }: ConsoleRequest,
  of: { undoes: string; changes: ReadonlyMap<string, readonly FieldChange[]>; reason: string },
  idempotency: Idempotency,
): Promise<Answer> {
  const { state, clock, jobs } = context;
  const ids = [...of.changes.keys()];
  const refusal = notAllowed(asker, 'UpdateInstances', aboutIds(state, ids));
  if (refusal !== null) return refusal;
  const work = { kind: 'putBack', undoes: of.undoes, changes: of.changes } as const;
  const progress = newProgress({
    id: newUlid(clock.wallMs()),
    startedAt: clock.wallMs(),
    by: asker.actor,
    work,
    total: ids.length,
    left: 0,
    names: {},
    reason: of.reason,
    matched: undefined,
  });
  const outcome = await jobs.start({
    ids,
    work,
    progress,
    overridden: new Set(),
    remembered: (command) => rememberedAs(command, idempotency, () => `operation ${progress.id}`),
  });
  return isDone(outcome) ? undoneEdit(context, progress.id) : refusalProblem(outcome);
}

async function undoneEdit(context: ConsoleContext, operationId: string): Promise<Answer> {
  await context.jobs.find(operationId)?.finished;
  const operation = await findOperation(context, operationId);
  if (operation === undefined) return notFound(`There is no operation ${operationId}.`);
  const answer: UndoAnswer = {
    operation: context.operations.view(operation),
    position: String(context.state.position),
  };
  return created(answer);
}

function replayed(context: ConsoleContext, { asker }: ConsoleRequest, ref: string): Promise<Answer> {
  const [, operationId] = /^operation (\S+)$/.exec(ref) ?? [];
  if (operationId !== undefined) return undoneEdit(context, operationId);
  return replayedIsolation(context, asker.rights, ref, 201, (id) => findOperation(context, id));
}
