import type { ResultSetDrift } from '@cynosure/shared/console/page.ts';
import type { ConsoleContext } from '../context.ts';
import { problem } from '../problem.ts';
import { driftBetween } from '../read/drift.ts';
import { slotMark } from '../read/instance-order.ts';
import { lengthOf } from '../result-sets.ts';
import { type Answer, type ConsoleRequest, type ConsoleRoute, created, ok } from '../route.ts';
import { resultSetGone } from './page.ts';

const MOST_FROZEN = 100_000;

export const resultSetRoutes = (context: ConsoleContext): ConsoleRoute[] => [
  {
    method: 'get',
    path: '/result-sets/:id',
    needs: 'DescribeInstances',
    about: 'something',
    handle: (request) => drift(context, request),
  },
  {
    method: 'post',
    path: '/result-sets/:id/freeze',
    needs: 'DescribeInstances',
    about: 'something',
    handle: (request) => freeze(context, request),
  },
  {
    method: 'get',
    path: '/selections/:id',
    needs: 'DescribeInstances',
    about: 'something',
    handle({ params }) {
      const selection = context.resultSets.selection(params.id ?? '');
      if (selection === undefined) return resultSetGone();
      return ok({ selection: selection.id, total: selection.ids.length, frozenAt: selection.frozenAt });
    },
  },
];

function drift({ resultSets, state, clock }: ConsoleContext, { params, asker }: ConsoleRequest): Answer {
  const set = resultSets.use(params.id ?? '', asker);
  if (set === undefined) return resultSetGone();
  const now = set.again();
  const answer: ResultSetDrift = {
    total: lengthOf(now),
    position: String(state.position),
    asOf: clock.wallMs(),
    drift: driftBetween(set, now),
  };
  return ok(answer);
}

/** Keeps the instances of a result set that are still there as a selection, for a day. */
function freeze({ resultSets, state }: ConsoleContext, { params, asker }: ConsoleRequest): Answer {
  const set = resultSets.use(params.id ?? '', asker);
  if (set?.kind !== 'instances') return resultSetGone();
  if (set.length > MOST_FROZEN) {
    return problem(
      422,
      'BatchSizeOverLimit',
      `At most ${MOST_FROZEN} instances can be selected; these are ${set.length}.`,
    );
  }
  const ids: string[] = [];
  set.slots.forEach((slot, place) => {
    if (state.instances.isLive(slot) && slotMark(state, slot) === set.marks[place])
      ids.push(state.instances.idOf(slot));
  });
  const { id, frozenAt } = resultSets.freeze(ids, set.queryText);
  return created({ selection: id, total: ids.length, frozenAt });
}
