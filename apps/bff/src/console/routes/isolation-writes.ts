import type {
  IsolationAnswer as IsolationAnswerView,
  ReleaseAnswer,
} from '@cynosure/shared/console/isolation.ts';
import { decodeSegment } from '@cynosure/shared/console/path.ts';
import { isDone, type Outcome } from '@cynosure/shared/outcome.ts';
import type { About } from '../../access/rights.ts';
import type { Command } from '../../registry/command.ts';
import { patchIsolation, settleDrift } from '../../registry/commands/change-isolation.ts';
import { releaseInstances } from '../../registry/commands/release-instances.ts';
import type { Isolation, Operation } from '../../registry/model.ts';
import type { ConsoleContext } from '../context.ts';
import { invalidFields, problem, refusalProblem } from '../problem.ts';
import { aboutIds, aboutIsolation, aboutTarget } from '../read/about.ts';
import { isolationView } from '../read/isolation-view.ts';
import { permitted } from '../read/may.ts';
import {
  type Answer,
  type ConsoleRequest,
  type ConsoleRoute,
  notAllowed,
  notFound,
  ok,
  revisionWanted,
} from '../route.ts';
import { guarded } from '../write/guarded.ts';
import {
  changedMeanwhile,
  endIt,
  isolate,
  isolateAhead,
  mayNotChange,
  replayedIsolation,
  resultView,
  untypedOverrides,
} from '../write/isolate.ts';
import {
  aheadBody,
  driftBody,
  endBody,
  endOf,
  isolateBody,
  patchBody,
  plainDecision,
  previewBody,
  readBody,
} from '../write/isolation-bodies.ts';
import { type Idempotency, type OnceOnly, rememberedAs } from '../write/once-only.ts';
import {
  makePreview,
  type PreviewedIsolation,
  previewExpired,
  previewedAction,
} from '../write/preview-target.ts';
import { findOperation } from './operations.ts';

const needs = 'UpdateInstancesIsolate';
/** What it is about is looked at where it is known: in the preview that is committed, in the isolation that changes. */
const about = 'something';

/** Isolating: preview and commit (console/data-shapes.md §4, console/spec.md §6). */
export function isolationWrites(context: ConsoleContext, once: OnceOnly): ConsoleRoute[] {
  const replay = (request: ConsoleRequest, status: number) => (ref: string) =>
    replayedIsolation(context, request.asker.rights, ref, status, (id) => findOperation(context, id));
  return [
    // A preview reads; who may not isolate may look at what it would do.
    {
      method: 'post',
      path: '/isolations/preview',
      needs: 'DescribeInstances',
      about,
      handle: (request) => preview(context, request),
    },
    {
      method: 'post',
      path: '/isolations',
      needs,
      about,
      handle: (request) =>
        once.run(request, (idempotency) => commit(context, request, idempotency), replay(request, 201)),
    },
    {
      method: 'post',
      path: '/isolations/ahead',
      needs,
      handle: (request) =>
        once.run(request, (idempotency) => ahead(context, request, idempotency), replay(request, 201)),
    },
    {
      method: 'post',
      path: '/isolations/release',
      needs,
      about,
      handle: (request) =>
        once.run(
          request,
          (idempotency) => release(context, request, idempotency),
          (ref) => releasedAgain(context, ref),
        ),
    },
    {
      method: 'post',
      path: '/isolations/:id/end',
      needs,
      about,
      handle: (request) =>
        once.run(request, (idempotency) => end(context, request, idempotency), replay(request, 200)),
    },
    {
      method: 'patch',
      path: '/isolations/:id',
      needs,
      about,
      handle: (request) =>
        once.run(request, (idempotency) => patch(context, request, idempotency), replay(request, 200)),
    },
    ...(['reassert', 'accept'] as const).map(
      (how): ConsoleRoute => ({
        method: 'post',
        path: `/isolations/:id/${how}`,
        needs,
        about,
        handle: (request) =>
          once.run(
            request,
            (idempotency) => settle(context, request, how, idempotency),
            replay(request, 200),
          ),
      }),
    ),
  ];
}

function preview(context: ConsoleContext, { body, asker }: ConsoleRequest): Answer {
  const read = readBody(previewBody, body);
  if ('code' in read) return read;
  const asked = previewedAction(context, read.value.action, read.value.target);
  if ('code' in asked) return asked;
  const about = aboutPreviewed(context, asked);
  const refusal = notAllowed(asker, 'DescribeInstances', about);
  if (refusal !== null) return refusal;
  const may = permitted(asker.rights, asked.action === 'isolate' ? 'isolate' : 'end', about);
  return ok({ ...makePreview(context, asked), may });
}

function aboutPreviewed({ state }: ConsoleContext, asked: PreviewedIsolation): About {
  if (asked.action === 'isolate') return aboutTarget(state, asked.target);
  if (asked.action === 'release') return aboutIds(state, asked.ids);
  const isolation = state.isolations.get(asked.isolationId);
  return isolation === undefined ? 'everything' : aboutIsolation(state, isolation);
}

/** Puts the instances of a preview back in traffic, whatever isolations cover them. */
async function release(
  context: ConsoleContext,
  { body, asker }: ConsoleRequest,
  idempotency: Idempotency,
): Promise<Answer> {
  const read = readBody(endBody, body);
  if ('code' in read) return read;
  const kept = context.previews.find(read.value.previewId);
  if (kept === undefined) return previewExpired();
  const { asked } = kept;
  if (asked.action !== 'release')
    return problem(422, 'InvalidParameter', 'The preview is not one of putting instances back in traffic.');
  const refusal = notAllowed(asker, 'UpdateInstancesIsolate', aboutIds(context.state, asked.ids));
  if (refusal !== null) return refusal;
  const command = releaseInstances(asked.ids, { reason: read.value.reason }, asker.actor);
  const outcome = await context.registry.run(
    rememberedAs(command, idempotency, ({ operation }) => `released ${operation.id}`),
  );
  if (!isDone(outcome)) return refusalProblem(outcome);
  const { operation, results } = outcome.value;
  return ok({
    operation: context.operations.view(operation),
    results: results.map((one) => resultView(context, one)),
    position: String(context.state.position),
  } satisfies ReleaseAnswer);
}

/** The answer once more: what came of each instance is no longer known. */
async function releasedAgain(context: ConsoleContext, ref: string): Promise<Answer> {
  const operation = await findOperation(context, ref.split(' ')[1] ?? '');
  if (operation === undefined) return notFound('This was done already; its record is no longer kept.');
  return ok({
    operation: context.operations.view(operation),
    results: [],
    position: String(context.state.position),
  } satisfies ReleaseAnswer);
}

function commit(
  context: ConsoleContext,
  { body, asker }: ConsoleRequest,
  idempotency: Idempotency,
): Answer | Promise<Answer> {
  const read = readBody(isolateBody, body);
  if ('code' in read) return read;
  const { previewId, reason, ticket, decisions } = read.value;
  const endsAt = endOf(read.value, context.clock.wallMs());
  const fields = [...('code' in endsAt ? [endsAt] : []), ...untypedOverrides(decisions.map(plainDecision))];
  if (fields.length > 0 || 'code' in endsAt) return invalidFields(fields);
  const kept = context.previews.find(previewId);
  if (kept === undefined) return previewExpired();
  const wish = { reason, ticket, endsAt: endsAt.value, decisions: decisions.map(plainDecision) };
  return isolate(context, asker, kept, wish, idempotency);
}

function ahead(
  context: ConsoleContext,
  { body, asker }: ConsoleRequest,
  idempotency: Idempotency,
): Answer | Promise<Answer> {
  const read = readBody(aheadBody, body);
  if ('code' in read) return read;
  const { hosts, reason, ticket } = read.value;
  const endsAt = endOf(read.value, context.clock.wallMs());
  if ('code' in endsAt) return invalidFields([endsAt]);
  return isolateAhead(context, asker, hosts, { reason, ticket, endsAt: endsAt.value }, idempotency);
}

const idOf = ({ params }: ConsoleRequest): string => decodeSegment(params.id ?? '');

/** The isolation of the path with the generation that the writer saw. */
function seenIsolation(context: ConsoleContext, request: ConsoleRequest) {
  const { state } = context;
  const id = idOf(request);
  if (state.isolations.get(id) === undefined) return notFound(`There is no isolation ${id}.`);
  const refusal = mayNotChange(context, request.asker, id);
  if (refusal !== null) return refusal;
  const wanted = revisionWanted(request);
  if ('code' in wanted) return wanted;
  // A revision that is no number was never ours, so it is not the present one.
  return { id, generation: /^\d{1,15}$/.test(wanted.revision) ? Number(wanted.revision) : -1 };
}

function end(
  context: ConsoleContext,
  request: ConsoleRequest,
  idempotency: Idempotency,
): Answer | Promise<Answer> {
  const seen = seenIsolation(context, request);
  if ('code' in seen) return seen;
  const read = readBody(endBody, request.body);
  if ('code' in read) return read;
  const kept = context.previews.find(read.value.previewId);
  if (kept === undefined) return previewExpired();
  if (kept.asked.action !== 'end' || kept.asked.isolationId !== seen.id) {
    return problem(422, 'InvalidParameter', 'The preview is not one of the end of this isolation.');
  }
  const { reason } = read.value;
  return endIt(
    context,
    request.asker,
    { isolationId: seen.id, generation: seen.generation, reason },
    idempotency,
  );
}

async function patch(
  context: ConsoleContext,
  request: ConsoleRequest,
  idempotency: Idempotency,
): Promise<Answer> {
  const seen = seenIsolation(context, request);
  if ('code' in seen) return seen;
  const read = readBody(patchBody, request.body);
  if ('code' in read) return read;
  const { endsAt, reason, ticket } = read.value;
  const ends = endsAt === undefined ? undefined : endOf({ endsAt }, context.clock.wallMs());
  if (ends !== undefined && 'code' in ends) return invalidFields([ends]);
  const wanted = {
    ...(ends === undefined ? {} : { endsAt: ends.value }),
    ...(reason === undefined ? {} : { reason }),
    ...(ticket === undefined ? {} : { ticket }),
  };
  const command = patchIsolation(seen.id, wanted, seen.generation, request.asker.actor);
  return changed(context, request, seen.id, rememberedAs(command, idempotency, refOf));
}

async function settle(
  context: ConsoleContext,
  request: ConsoleRequest,
  how: 'reassert' | 'accept',
  idempotency: Idempotency,
): Promise<Answer> {
  const seen = seenIsolation(context, request);
  if ('code' in seen) return seen;
  const read = readBody(driftBody, request.body);
  if ('code' in read) return read;
  const { instanceIds, previewId } = read.value;
  const { actor } = request.asker;
  const accepted = settleDrift(
    seen.id,
    instanceIds,
    how === 'accept' ? 'accept' : 'again',
    seen.generation,
    actor,
  );
  if (how === 'accept') return changed(context, request, seen.id, rememberedAs(accepted, idempotency, refOf));
  const kept = previewId === undefined ? undefined : context.previews.find(previewId);
  if (kept === undefined) return previewExpired();
  const again = guarded(accepted, { kind: 'instances', instanceIds }, kept.seen);
  return changed(context, request, seen.id, rememberedAs(again, idempotency, refOf));
}

interface Changed {
  readonly isolation: Isolation;
  readonly operation: Operation;
}

const refOf = ({ isolation, operation }: Changed): string => `isolation ${isolation.id} ${operation.id}`;

async function changed(
  context: ConsoleContext,
  { asker }: ConsoleRequest,
  isolationId: string,
  command: Command<Changed>,
): Promise<Answer> {
  const outcome: Outcome<Changed> = await context.registry.run(command);
  if (!isDone(outcome)) return changedMeanwhile(context, asker.rights, isolationId, outcome);
  const body: IsolationAnswerView = {
    isolation: isolationView(context, outcome.value.isolation, asker.rights),
    operation: context.operations.view(outcome.value.operation),
    position: String(context.state.position),
  };
  return ok(body);
}
