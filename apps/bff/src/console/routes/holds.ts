import type { EndHoldAnswer } from '@cynosure/shared/console/hold.ts';
import { isDone } from '@cynosure/shared/outcome.ts';
import { z } from 'zod';
import { recordHoldEnd } from '../../registry/commands/end-hold.ts';
import type { ConsoleContext } from '../context.ts';
import { problem, refusalProblem } from '../problem.ts';
import { wholeHold } from '../read/hold-view.ts';
import { type Answer, type ConsoleRequest, type ConsoleRoute, created, notFound, ok } from '../route.ts';
import { readBody, reason } from '../write/isolation-bodies.ts';
import { type Idempotency, type OnceOnly, rememberedAs } from '../write/once-only.ts';
import { findOperation } from './operations.ts';

const endBody = z.object({
  how: z.enum(['release', 'discard'], 'how is release or discard.'),
  sinceAt: z.number('sinceAt names the hold that you saw.').int(),
  reason,
});

/** Health flips that are held because our own hearing is in doubt (core.md §5): what, why, and ending it by hand. */
export const holdRoutes = (context: ConsoleContext, once: OnceOnly): ConsoleRoute[] => [
  {
    method: 'get',
    path: '/health/hold',
    needs: 'DescribeOverview',
    handle: ({ asker }) => ok(wholeHold(context.state, context.holds, asker.rights)),
  },
  {
    method: 'post',
    path: '/health/hold/end',
    needs: 'UpdateInstances',
    handle: (request) =>
      once.run(
        request,
        (idempotency) => end(context, request, idempotency),
        (ref) => ended(context, ref),
      ),
  },
];

async function end(
  context: ConsoleContext,
  { body, asker }: ConsoleRequest,
  idempotency: Idempotency,
): Promise<Answer> {
  const read = readBody(endBody, body);
  if ('code' in read) return read;
  const { how, sinceAt, reason: why } = read.value;
  const { holds, registry, state } = context;
  const held = () => (holds.hold?.sinceAt === sinceAt ? holds.hold.instances : null);
  const command = recordHoldEnd({ how, reason: why, held }, asker.actor);
  const outcome = await registry.run(rememberedAs(command, idempotency, ({ id }) => id));
  if (!isDone(outcome)) {
    if (outcome.code !== 'DataConflict') return refusalProblem(outcome);
    const more = { current: wholeHold(state, holds, asker.rights) };
    return problem(412, outcome.code, outcome.info, { type: 'Changed', more });
  }
  // Recorded first: nothing turns unhealthy by somebody's hand that history does not know of.
  if (held() !== null) holds.endHold(how);
  return ended(context, outcome.value.id);
}

async function ended(context: ConsoleContext, operationId: string): Promise<Answer> {
  const operation = await findOperation(context, operationId);
  if (operation === undefined) return notFound(`There is no operation ${operationId}.`);
  const answer: EndHoldAnswer = {
    instances: operation.counts.done,
    operation: context.operations.view(operation),
    position: String(context.state.position),
  };
  return created(answer);
}
