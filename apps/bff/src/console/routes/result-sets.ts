import type { ResultSetDrift, SelectionView } from '@cynosure/shared/console/page.ts';
import { z } from 'zod';
import type { ConsoleContext } from '../context.ts';
import { problem } from '../problem.ts';
import { seenServices } from '../read/about.ts';
import { driftBetween } from '../read/drift.ts';
import { slotMark } from '../read/instance-order.ts';
import { lengthOf, type ResultSet } from '../result-sets.ts';
import { type Answer, type ConsoleRequest, type ConsoleRoute, created, ok } from '../route.ts';
import { readBody } from '../write/isolation-bodies.ts';
import { idsOnHosts, selectionGone } from '../write/preview-target.ts';
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
    handle: (request) => compared(context, request),
  },
  {
    method: 'get',
    path: '/selections/:id/hosts',
    needs: 'DescribeInstances',
    about: 'something',
    handle: (request) => hostsOf(context, request),
  },
  {
    method: 'post',
    path: '/selections',
    needs: 'DescribeInstances',
    about: 'something',
    handle: (request) => select(context, request),
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

/** A selection beside the list that shows it: which rows are not in it, and how many of it are not in the list. */
function compared({ resultSets, state }: ConsoleContext, { params, query, asker }: ConsoleRequest): Answer {
  const selection = resultSets.selection(params.id ?? '');
  if (selection === undefined) return selectionGone();
  const head = { selection: selection.id, total: selection.ids.length, frozenAt: selection.frozenAt };
  const set = resultSets.use(query.get('resultSet') ?? '', asker);
  if (set?.kind !== 'instances') return ok(head satisfies SelectionView);
  const chosen = new Set(selection.ids);
  const outside: string[] = [];
  let inside = 0;
  for (const id of idsOf(state, set)) {
    if (chosen.has(id)) inside += 1;
    else outside.push(id);
  }
  const notShown = chosen.size - inside;
  const more = { outside: outside.slice(0, MOST_OUTSIDE), outsideTotal: outside.length, notShown };
  return ok({ ...head, ...more } satisfies SelectionView);
}

/** Hosts of a selection's instances that are still there, each once, in the order of the list. */
function hostsOf({ resultSets, state }: ConsoleContext, { params, asker }: ConsoleRequest): Answer {
  const selection = resultSets.selection(params.id ?? '');
  if (selection === undefined) return selectionGone();
  const sees = seenServices(asker.rights);
  const hosts = new Set<string>();
  for (const id of selection.ids) {
    const slot = state.instances.slotOf(id);
    if (slot !== -1 && (sees === null || sees(state.serviceOf(slot))))
      hosts.add(state.instances.hostOf(slot));
  }
  return ok({ hosts: [...hosts] });
}

/** Rows beside a selection that are named one by one. */
const MOST_OUTSIDE = 5_000;

const ids = z.array(z.string().min(1).max(256)).max(MOST_FROZEN);
const selectBody = z.object({
  selection: z.string().max(64).optional(),
  resultSet: z.string().max(64).optional(),
  hosts: z.array(z.string().min(1).max(255)).max(MOST_FROZEN).optional(),
  add: ids.default([]),
  except: ids.default([]),
});

/** Freezes instances: those of a selection, of a result set, on hosts, and single ones, without the excepted. */
function select({ resultSets, state }: ConsoleContext, { body, asker }: ConsoleRequest): Answer {
  const read = readBody(selectBody, body);
  if ('code' in read) return read;
  const { selection: id, resultSet, hosts = [], add, except } = read.value;
  const before = id === undefined ? undefined : resultSets.selection(id);
  if (id !== undefined && before === undefined) return selectionGone();
  const set = resultSet === undefined ? undefined : resultSets.use(resultSet, asker);
  if (resultSet !== undefined && set?.kind !== 'instances') return resultSetGone();
  const chosen = new Set(before?.ids ?? []);
  if (set?.kind === 'instances') for (const one of idsOf(state, set)) chosen.add(one);
  const sees = seenServices(asker.rights);
  for (const one of [...idsOnHosts(state, hosts).ids, ...add]) {
    const slot = state.instances.slotOf(one);
    if (slot !== -1 && (sees === null || sees(state.serviceOf(slot)))) chosen.add(one);
  }
  for (const one of except) chosen.delete(one);
  if (chosen.size > MOST_FROZEN) return tooMany(chosen.size);
  const frozen = resultSets.freeze([...chosen], before?.queryText ?? set?.queryText ?? '');
  return created({
    selection: frozen.id,
    total: chosen.size,
    frozenAt: frozen.frozenAt,
  } satisfies SelectionView);
}

/** Ids of a result set's instances that are still there. */
function idsOf(state: ConsoleContext['state'], set: Extract<ResultSet, { kind: 'instances' }>): string[] {
  const found: string[] = [];
  set.slots.forEach((slot, place) => {
    if (state.instances.isLive(slot) && slotMark(state, slot) === set.marks[place])
      found.push(state.instances.idOf(slot));
  });
  return found;
}

const tooMany = (n: number): Answer =>
  problem(422, 'BatchSizeOverLimit', `At most ${MOST_FROZEN} instances can be selected; these are ${n}.`);

/** Keeps the instances of a result set that are still there as a selection, for a day. */
function freeze({ resultSets, state }: ConsoleContext, { params, asker }: ConsoleRequest): Answer {
  const set = resultSets.use(params.id ?? '', asker);
  if (set?.kind !== 'instances') return resultSetGone();
  if (set.length > MOST_FROZEN) return tooMany(set.length);
  const frozen = idsOf(state, set);
  const { id, frozenAt } = resultSets.freeze(frozen, set.queryText);
  return created({ selection: id, total: frozen.length, frozenAt } satisfies SelectionView);
}
