import type { BulkStatus } from '@cynosure/shared/console/bulk.ts';
import { decodeSegment } from '@cynosure/shared/console/path.ts';
import { isDone } from '@cynosure/shared/outcome.ts';
import type { Permission } from '../../access/permissions.ts';
import { newProgress } from '../../registry/commands/bulk/bulk-record.ts';
import type { BulkWork } from '../../registry/commands/bulk/bulk-work.ts';
import { serviceOf } from '../../registry/commands/isolation-parts.ts';
import { newUlid } from '../../registry/commands/new-ids.ts';
import { bulkBody, bulkPreviewBody, readWanted } from '../bulk/bulk-bodies.ts';
import { leftIds, overriddenBy, worseThanSeen } from '../bulk/bulk-guard.ts';
import { bulkPreview, effectsOfBulk } from '../bulk/bulk-view.ts';
import type { ConsoleContext } from '../context.ts';
import { fieldProblem, invalidFields, problem, refusalProblem } from '../problem.ts';
import { aboutIds } from '../read/about.ts';
import { csvLine } from '../read/csv.ts';
import { type Answer, type ConsoleRequest, type ConsoleRoute, notAllowed, notFound, ok } from '../route.ts';
import { reasonOfOverride, untypedOverrides } from '../write/isolate.ts';
import { plainDecision, readBody } from '../write/isolation-bodies.ts';
import { type Idempotency, type OnceOnly, rememberedAs } from '../write/once-only.ts';
import { frozenIds, previewExpired } from '../write/preview-target.ts';
import { worsenedView } from '../write/preview-view.ts';
import { findOperation, uptakeOf } from './operations.ts';

const NEEDS: Readonly<Record<BulkWork['kind'], Permission>> = {
  edit: 'UpdateInstances',
  putBack: 'UpdateInstances',
  deregister: 'DeleteInstances',
};

/** Changing many instances at once (console/data-shapes.md §7). */
export const bulkRoutes = (context: ConsoleContext, once: OnceOnly): ConsoleRoute[] => [
  {
    method: 'post',
    path: '/bulk/preview',
    needs: 'DescribeInstances',
    about: 'something',
    handle: (request) => preview(context, request),
  },
  {
    method: 'post',
    path: '/bulk',
    needs: 'UpdateInstances',
    about: 'something',
    handle: (request) =>
      once.run(
        request,
        (idempotency) => start(context, request, idempotency),
        (ref) => status(context, ref.split(' ')[1] ?? '', 202),
      ),
  },
  {
    method: 'get',
    path: '/bulk/:id',
    needs: 'DescribeOperations',
    handle: ({ params }) => status(context, decodeSegment(params.id ?? ''), 200),
  },
  {
    method: 'get',
    path: '/bulk/:id/results',
    needs: 'DescribeOperations',
    handle: ({ params }) => results(context, decodeSegment(params.id ?? '')),
  },
  {
    method: 'post',
    path: '/bulk/:id/cancel',
    needs: 'UpdateInstances',
    about: 'something',
    handle: (request) => cancel(context, request),
  },
];

function preview(context: ConsoleContext, { body, asker }: ConsoleRequest): Answer {
  const read = readBody(bulkPreviewBody, body);
  if ('code' in read) return read;
  const frozen = frozenIds(context, read.value.target);
  if ('code' in frozen) return frozen;
  const refusal = notAllowed(asker, 'DescribeInstances', aboutIds(context.state, frozen.ids));
  if (refusal !== null) return refusal;
  if (read.value.action === 'deregister')
    return ok(bulkPreview(context, { action: 'bulk', ...frozen, work: { kind: 'deregister' } }));
  const wanted = readWanted(read.value.edits);
  if ('problems' in wanted) return invalidFields(wanted.problems);
  return ok(
    bulkPreview(context, { action: 'bulk', ...frozen, work: { kind: 'edit', fields: wanted.fields } }),
  );
}

async function start(
  context: ConsoleContext,
  { body, asker }: ConsoleRequest,
  idempotency: Idempotency,
): Promise<Answer> {
  const { state, previews, jobs, clock } = context;
  const read = readBody(bulkBody, body);
  if ('code' in read) return read;
  const { expect, reason, typed } = read.value;
  const decisions = read.value.decisions.map(plainDecision);
  const kept = previews.find(read.value.previewId);
  if (kept === undefined) return previewExpired();
  const { asked, seen } = kept;
  if (asked.action !== 'bulk')
    return problem(422, 'InvalidParameter', 'The preview is not one of a bulk change.');
  const { work, matched } = asked;
  const refusal = notAllowed(asker, NEEDS[work.kind], aboutIds(state, asked.ids));
  if (refusal !== null) return refusal;
  const total = asked.shown;
  const fields = untypedOverrides(decisions);
  if (decisions.some(({ decision }) => decision === 'override')) fields.push(...reasonOfOverride(reason));
  if (work.kind === 'deregister' && typed !== String(total))
    fields.push(fieldProblem('typed', `Type ${total} to confirm.`));
  if (fields.length > 0) return invalidFields(fields);
  if (expect !== total) {
    const info = `The preview is of ${total} instances, not of ${expect}; look again.`;
    return problem(409, 'DataConflict', info, {
      type: 'PreviewChanged',
      more: { preview: bulkPreview(context, asked) },
    });
  }
  const effects = effectsOfBulk(state, asked);
  const worse = worseThanSeen(effects, seen);
  if (worse.length > 0) {
    const info = 'Health changed since you looked. Nothing has been changed.';
    const more = { preview: bulkPreview(context, asked), changes: worse.map(worsenedView) };
    return problem(409, 'DataConflict', info, { type: 'PreviewChanged', more });
  }
  const overridden = overriddenBy(decisions);
  const left = leftIds(state, effects, overridden);
  const present = asked.ids.filter((id) => state.instances.slotOf(id) !== -1);
  if (present.length === 0)
    return problem(404, 'NotFoundInstance', 'None of these instances is registered any more.');
  const ids = present.filter((id) => !left.has(id));
  const progress = newProgress({
    id: newUlid(clock.wallMs()),
    startedAt: clock.wallMs(),
    by: asker.actor,
    work,
    total: present.length,
    left: left.size,
    names: serviceOf(effects),
    reason,
    matched,
  });
  const outcome = await jobs.start({
    ids,
    work,
    progress,
    overridden,
    remembered: (command) => rememberedAs(command, idempotency, () => `bulk ${progress.id}`),
  });
  if (!isDone(outcome)) return refusalProblem(outcome);
  return status(context, progress.id, 202);
}

async function status(context: ConsoleContext, id: string, code: number): Promise<Answer> {
  const job = context.jobs.find(id);
  const operation = await findOperation(context, id);
  if (job === undefined) {
    return operation === undefined
      ? notFound(`There is no bulk change ${id}.`)
      : { status: code, body: { operation: context.operations.view(operation) } };
  }
  const body: BulkStatus = {
    job: job.view(),
    ...(operation === undefined
      ? {}
      : { operation: context.operations.view(operation), uptake: uptakeOf(context, operation) }),
    position: String(context.state.position),
  };
  return { status: code, body };
}

/** What became of every instance that was looked at, as a file. */
function results({ jobs }: ConsoleContext, id: string): Answer {
  const job = jobs.find(id);
  if (job === undefined)
    return notFound(
      `The results of ${id} are kept for an hour and no longer known; its history has what changed.`,
    );
  function* lines(): Generator<string> {
    yield `${csvLine(['instanceId', 'label', 'outcome', 'code', 'info'])}\r\n`;
    for (const { instanceId, label, outcome, code, info } of job?.results ?? [])
      yield `${csvLine([instanceId, label, outcome, code, info])}\r\n`;
  }
  return {
    status: 200,
    chunks: lines(),
    headers: {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="results-${encodeURIComponent(id)}.csv"`,
    },
  };
}

/** By who started it, or by an owner. */
function cancel(context: ConsoleContext, { params, asker }: ConsoleRequest): Answer {
  const { jobs } = context;
  const id = decodeSegment(params.id ?? '');
  const job = jobs.find(id);
  if (job === undefined) return notFound(`There is no bulk change ${id}.`);
  const refusal =
    job.progress.by.id === asker.actor.id ? null : notAllowed(asker, 'UpdateInstances', 'everything');
  if (refusal !== null) return refusal;
  if (!jobs.cancel(id))
    return problem(409, 'NoNeedUpdate', 'It is over already.', {
      type: 'NothingToDo',
      more: { current: job.view() },
    });
  return ok({ job: job.view(), position: String(context.state.position) } satisfies BulkStatus);
}
