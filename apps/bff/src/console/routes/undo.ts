import type { Decision } from '@cynosure/shared/console/isolation.ts';
import type { UndoAnswer, UndoPreview } from '@cynosure/shared/console/operation.ts';
import { decodeSegment } from '@cynosure/shared/console/path.ts';
import { isDone } from '@cynosure/shared/outcome.ts';
import { serviceRef } from '../../access/refs.ts';
import { newProgress } from '../../registry/commands/bulk/bulk-record.ts';
import type { BulkWork } from '../../registry/commands/bulk/bulk-work.ts';
import { patchIsolation } from '../../registry/commands/change-isolation.ts';
import { serviceOf } from '../../registry/commands/isolation-parts.ts';
import { newUlid } from '../../registry/commands/new-ids.ts';
import { undoUpdate } from '../../registry/commands/undo-update.ts';
import { leftIds, overriddenBy, worseThanSeen } from '../bulk/bulk-guard.ts';
import { effectsOfBulk } from '../bulk/bulk-view.ts';
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
import { worsenedView } from '../write/preview-view.ts';
import type { KeptPreview } from '../write/previews.ts';
import { type UndoPlan, undoPlan } from '../write/undo-plan.ts';
import { undoValues } from '../write/undo-values.ts';
import { findOperation, uptakeOf, wholeOperation } from './operations.ts';

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
  return 'code' in plan ? plan : ok(previewOf(context, plan));
}

function previewOf(context: ConsoleContext, plan: UndoPlan): UndoPreview {
  const { asked, back, keep, gone } = plan;
  const shown =
    plan.many === undefined
      ? makePreview(context, asked)
      : makePreview(context, asked, effectsOfMany(context, workOf(asked.undoes, plan.many)));
  const isOfFields = asked.action === 'patch' || asked.action === 'fields';
  const { change, stopped } = shown.totals;
  const fields = isOfFields ? back.length : change + stopped;
  return { ...shown, fields, ...undoValues(back), keep: [...keep], gone };
}

type PutBackWork = Extract<BulkWork, { kind: 'putBack' }>;

const workOf = (undoes: string, changes: PutBackWork['changes']): PutBackWork => ({
  kind: 'putBack',
  undoes,
  changes,
});

const effectsOfMany = ({ state }: ConsoleContext, work: PutBackWork) =>
  effectsOfBulk(state, { ids: [...work.changes.keys()], work });

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
        : undoMany(
            context,
            request,
            { plan, work: workOf(undoes, plan.many), kept, decisions, reason },
            idempotency,
          );
  }
}

async function putBack(
  context: ConsoleContext,
  { asker }: ConsoleRequest,
  { back, asked: { undoes } }: UndoPlan,
  { asked }: KeptPreview,
  idempotency: Idempotency,
): Promise<Answer> {
  if (asked.action !== 'patch') return previewExpired();
  const refusal = mayNotChange(context, asker, asked.isolationId);
  if (refusal !== null) return refusal;
  const fields = Object.fromEntries(back.map(({ path, before }) => [path.slice(1), before]));
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

interface ManyAsk {
  readonly plan: UndoPlan;
  readonly work: PutBackWork;
  readonly kept: KeptPreview;
  readonly decisions: readonly Decision[];
  readonly reason: string;
}

/** Batch by batch under the guard, and answered once all of it is done. */
async function undoMany(
  context: ConsoleContext,
  { asker }: ConsoleRequest,
  { plan, work, kept, decisions, reason }: ManyAsk,
  idempotency: Idempotency,
): Promise<Answer> {
  const { state, clock, jobs } = context;
  const all = [...work.changes.keys()];
  const refusal = notAllowed(asker, 'UpdateInstances', aboutIds(state, all));
  if (refusal !== null) return refusal;
  const effects = effectsOfMany(context, work);
  const worse = worseThanSeen(effects, kept.seen);
  if (worse.length > 0) {
    const info = 'Health changed since you looked. Nothing has been taken back.';
    const more = { preview: previewOf(context, plan), changes: worse.map(worsenedView) };
    return problem(409, 'DataConflict', info, { type: 'PreviewChanged', more });
  }
  const overridden = overriddenBy(decisions);
  const left = leftIds(state, effects, overridden);
  if (left.size === all.length) {
    const info = 'The guard leaves all of it as it is; nothing has been taken back.';
    return problem(409, 'NoNeedUpdate', info, { type: 'NothingToDo' });
  }
  const progress = newProgress({
    id: newUlid(clock.wallMs()),
    startedAt: clock.wallMs(),
    by: asker.actor,
    work,
    total: all.length,
    left: left.size,
    names: serviceOf(effects),
    reason,
    matched: undefined,
  });
  const outcome = await jobs.start({
    ids: all.filter((id) => !left.has(id)),
    work,
    progress,
    overridden,
    remembered: (command) => rememberedAs(command, idempotency, () => `operation ${progress.id}`),
  });
  return isDone(outcome) ? undoneEdit(context, progress.id) : refusalProblem(outcome);
}

async function undoneEdit(context: ConsoleContext, operationId: string): Promise<Answer> {
  const job = context.jobs.find(operationId);
  await job?.finished;
  const operation = await findOperation(context, operationId);
  if (operation === undefined) return notFound(`There is no operation ${operationId}.`);
  const answer: UndoAnswer = {
    operation: context.operations.view(operation),
    ...(job === undefined ? {} : { job: job.view() }),
    uptake: uptakeOf(context, operation),
    position: String(context.state.position),
  };
  return created(answer);
}

function replayed(context: ConsoleContext, { asker }: ConsoleRequest, ref: string): Promise<Answer> {
  const [, operationId] = /^operation (\S+)$/.exec(ref) ?? [];
  if (operationId !== undefined) return undoneEdit(context, operationId);
  return replayedIsolation(context, asker.rights, ref, 201, (id) => findOperation(context, id));
}
