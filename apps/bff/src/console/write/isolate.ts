import { codes } from '@cynosure/shared/codes.ts';
import type { Decision, IsolateAnswer, IsolateResult } from '@cynosure/shared/console/isolation.ts';
import { SHORTEST_REASON } from '@cynosure/shared/console/reason.ts';
import { isDone } from '@cynosure/shared/outcome.ts';
import { createIsolation } from '../../registry/commands/create-isolation.ts';
import { type EndAsk, endIsolation } from '../../registry/commands/end-isolation.ts';
import type { InstanceResult, IsolationAnswer, IsolationAsk } from '../../registry/commands/isolation-ask.ts';
import type { Isolation, Operation } from '../../registry/model.ts';
import type { ConsoleContext } from '../context.ts';
import { fieldProblem, problem, type Refused, refusalProblem } from '../problem.ts';
import { aboutIsolation, aboutTarget } from '../read/about.ts';
import { isolationView } from '../read/isolation-view.ts';
import { type Answer, type Asker, notAllowed } from '../route.ts';
import type { Idempotency } from './once-only.ts';
import { previewView, seenOf, worsenedView } from './preview-view.ts';
import type { KeptPreview } from './previews.ts';

type Wish = Pick<IsolationAsk, 'reason' | 'ticket' | 'endsAt'> & {
  readonly decisions: readonly Decision[];
  readonly undoes?: string;
};

/** An override is typed: the name of the service, exactly. */
export const untypedOverrides = (decisions: readonly Decision[]) =>
  decisions.flatMap(({ decision, service, typed }, index) =>
    decision === 'override' && typed !== service
      ? [fieldProblem(`decisions[${index}].typed`, `Type ${service} to confirm.`)]
      : [],
  );

/** Who goes past the guard says why. */
export const reasonOfOverride = (reason: string) =>
  reason.length >= SHORTEST_REASON
    ? []
    : [fieldProblem('reason', 'Say why, so that others know: 3 to 256 characters.')];

/** Takes out of traffic what a preview showed; the guard is asked again in the same transaction. */
export async function isolate(
  context: ConsoleContext,
  asker: Asker,
  preview: KeptPreview,
  wish: Wish,
  idempotency: Idempotency,
): Promise<Answer> {
  if (preview.asked.action !== 'isolate') {
    return problem(422, 'InvalidParameter', 'The preview is one of an end, not of an isolation.');
  }
  const { target } = preview.asked;
  const refusal = notAllowed(asker, 'UpdateInstancesIsolate', aboutTarget(context.state, target));
  if (refusal !== null) return refusal;
  const { actor, rights } = asker;
  const ask: IsolationAsk = {
    target,
    reason: wish.reason,
    ticket: wish.ticket,
    endsAt: wish.endsAt,
    decisions: wish.decisions,
    seen: preview.seen,
    idempotency,
    ...(wish.undoes === undefined ? {} : { undoes: wish.undoes }),
  };
  // What is taken back may have been one of hosts without instances.
  const ahead = wish.undoes !== undefined && target.kind === 'hosts';
  const outcome = await context.registry.run(createIsolation(ask, actor, { ahead }));
  if (!isDone(outcome)) return refusalProblem(outcome);
  return isolationAnswer(context, rights, outcome.value, 201, preview);
}

/** Isolates hosts on which nothing is registered; whoever arrives on them comes isolated. */
export async function isolateAhead(
  context: ConsoleContext,
  { actor, rights }: Asker,
  hosts: readonly string[],
  wish: Omit<Wish, 'decisions'>,
  idempotency: Idempotency,
): Promise<Answer> {
  const target = { kind: 'hosts' as const, hosts: [...new Set(hosts)] };
  // Nothing has been seen, so any instance that is there by now makes it a matter for a preview.
  const ask: IsolationAsk = { ...wish, target, decisions: [], seen: [], idempotency };
  const outcome = await context.registry.run(createIsolation(ask, actor, { ahead: true }));
  if (!isDone(outcome)) return refusalProblem(outcome);
  return isolationAnswer(context, rights, outcome.value, 201, { asked: { action: 'isolate', target } });
}

/** Why somebody may not change an isolation, null = they may. One that is not there is nobody's in part. */
export function mayNotChange({ state }: ConsoleContext, asker: Asker, isolationId: string): Refused | null {
  const isolation = state.isolations.get(isolationId);
  const about = isolation === undefined ? 'everything' : aboutIsolation(state, isolation);
  return notAllowed(asker, 'UpdateInstancesIsolate', about);
}

/** Ends an isolation that still has the generation that was seen. */
export async function endIt(
  context: ConsoleContext,
  asker: Asker,
  ask: Omit<EndAsk, 'idempotency'>,
  idempotency: Idempotency,
  status = 200,
): Promise<Answer> {
  const refusal = mayNotChange(context, asker, ask.isolationId);
  if (refusal !== null) return refusal;
  const { actor, rights } = asker;
  const outcome = await context.registry.run(endIsolation({ ...ask, idempotency }, actor));
  if (!isDone(outcome)) return changedMeanwhile(context, rights, ask.isolationId, outcome);
  return isolationAnswer(context, rights, outcome.value, status);
}

function isolationAnswer(
  context: ConsoleContext,
  rights: Asker['rights'],
  answer: IsolationAnswer,
  status: number,
  preview?: Pick<KeptPreview, 'asked'>,
): Answer {
  switch (answer.kind) {
    case 'done':
      return {
        status,
        body: isolateBody(context, rights, answer.isolation, answer.operation, answer.results),
      };
    case 'nothingThere':
      return problem(404, 'NotFoundInstance', 'Nothing that the preview named is registered any more.');
    case 'keyReused':
      return problem(
        422,
        'InvalidParameter',
        'The Idempotency-Key belongs to another request; use a new one.',
        {
          type: 'IdempotencyKeyReused',
        },
      );
    case 'previewChanged': {
      const info = 'Health changed since you looked. Nothing has been isolated.';
      const more = {
        ...(preview === undefined ? {} : { preview: freshPreview(context, preview, answer.effects) }),
        changes: answer.worse.map(worsenedView),
      };
      return problem(409, 'DataConflict', info, { type: 'PreviewChanged', more });
    }
  }
}

/** What the commit saw, as a preview that can be confirmed. */
function freshPreview(
  { previews, state, uptake }: ConsoleContext,
  { asked }: Pick<KeptPreview, 'asked'>,
  effects: Extract<IsolationAnswer, { kind: 'previewChanged' }>['effects'],
) {
  return previewView(state, uptake, previews.keep(asked, seenOf(effects)), effects);
}

function isolateBody(
  context: ConsoleContext,
  rights: Asker['rights'],
  isolation: Isolation,
  operation: Operation,
  results: readonly InstanceResult[],
): IsolateAnswer {
  return {
    isolation: isolationView(context, isolation, rights),
    operation: context.operations.view(operation),
    results: results.map((result) => resultView(context, result)),
    position: String(context.state.position),
  };
}

/** What came of one instance, as answers tell it. */
export function resultView({ state: { instances } }: ConsoleContext, result: InstanceResult): IsolateResult {
  const slot = instances.slotOf(result.instanceId);
  const { number: code, info } = result.outcome === 'done' ? codes.ExecuteSuccess : codes.NoNeedUpdate;
  return {
    ...result,
    code,
    info: result.outcome === 'left' ? 'left in traffic by the guard' : info,
    ...(slot === -1 ? {} : { revision: instances.effectiveRevision(slot) }),
  };
}

/** A refusal of a write on an isolation, with the isolation as it is now. */
export function changedMeanwhile(
  context: ConsoleContext,
  rights: Asker['rights'],
  isolationId: string,
  refusal: Parameters<typeof refusalProblem>[0],
): Refused {
  const now = context.state.isolations.get(isolationId);
  const more = now === undefined ? {} : { current: isolationView(context, now, rights) };
  if (refusal.code === 'DataConflict')
    return problem(412, refusal.code, refusal.info, { type: 'Changed', more });
  if (refusal.code === 'NoNeedUpdate')
    return problem(409, refusal.code, refusal.info, { type: 'NothingToDo', more });
  return { ...refusalProblem(refusal), more };
}

/** The answer to a repeated write, from what was kept of it: `isolation {id} {operation id}`. */
export async function replayedIsolation(
  context: ConsoleContext,
  rights: Asker['rights'],
  ref: string,
  status: number,
  findOperation: (id: string) => Promise<Operation | undefined>,
): Promise<Answer> {
  const [, isolationId = '', operationId = ''] = ref.split(' ');
  const isolation = context.state.isolations.get(isolationId);
  const operation = await findOperation(operationId);
  if (isolation === undefined || operation === undefined) {
    return problem(409, 'DataConflict', 'This request was done already; its answer is no longer kept.', {
      type: 'AlreadyDone',
    });
  }
  const covered = isolation.ended === null ? context.state.slotsUnder(isolation) : [];
  const results = covered.map((slot): InstanceResult => {
    const { namespace, service, id } = context.state.standingOf(slot);
    return { namespace, service, instanceId: id, outcome: 'done' };
  });
  return { status, body: isolateBody(context, rights, isolation, operation, results) };
}
