import type { Isolation as IsolationView } from '@cynosure/shared/console/isolation.ts';
import { decodeSegment } from '@cynosure/shared/console/path.ts';
import type { Isolation, ServiceName } from '../../registry/model.ts';
import type { ConsoleContext } from '../context.ts';
import { instanceView } from '../read/instance-view.ts';
import { isolationTest } from '../read/isolation-filter.ts';
import {
  driftOf,
  flaggedByHost,
  flaggedId,
  flaggedView,
  hostOfFlagged,
  isolationView,
} from '../read/isolation-view.ts';
import { isEndingSoon } from '../read/overview-view.ts';
import { ParamReader } from '../read/query-params.ts';
import { type Answer, type Asker, type ConsoleRequest, type ConsoleRoute, notFound, ok } from '../route.ts';
import { namedRows, pageAnswer } from './page.ts';

const STATES = ['inForce', 'drift', 'ending', 'ended'] as const;
type State = (typeof STATES)[number];
const FILTERS = ['q', 'by', 'namespace', 'ticket', 'via'] as const;

/** Reading; writes are in isolation-writes.ts. */
export const isolationRoutes = (context: ConsoleContext): ConsoleRoute[] => [
  {
    method: 'get',
    path: '/isolations',
    needs: 'DescribeInstances',
    handle: (request) => list(context, request),
  },
  {
    method: 'get',
    path: '/isolations/:id',
    needs: 'DescribeInstances',
    handle: (request) => one(context, request),
  },
];

function list(context: ConsoleContext, request: ConsoleRequest): Answer {
  const { state } = context;
  const { query, asker } = request;
  const params = new ParamReader(query);
  const wanted = params.word('state', STATES) ?? 'inForce';
  const test = isolationTest(query);
  const flagged = wanted === 'inForce' ? flaggedByHost(state) : new Map<string, number[]>();
  const viewOf = (id: string): IsolationView | undefined => viewById(context, id, asker, flagged);
  return pageAnswer(context, request, params, {
    kind: 'isolations',
    queryText: `${wanted}&${FILTERS.map((name) => `${name}=${query.getAll(name)}`).join('&')}`,
    run() {
      const ids = idsIn(context, wanted, flagged);
      if (test === undefined) return { rows: { kind: 'isolations', names: ids } };
      const names = ids.filter((id) => {
        const view = viewOf(id);
        return view !== undefined && test(view, () => servicesUnder(context, id, flagged));
      });
      return { rows: { kind: 'isolations', names } };
    },
    ...namedRows(viewOf),
    totalUnfiltered: () => idsIn(context, wanted, flagged).length,
  });
}

/** In the order of the tab: soonest end first, then those without an end by age; ended ones newest first. */
function idsIn(
  { state, clock }: ConsoleContext,
  wanted: State,
  flagged: ReadonlyMap<string, unknown>,
): string[] {
  const wallMs = clock.wallMs();
  const isIn = (isolation: Isolation): boolean => {
    if (wanted === 'ended') return isolation.ended !== null;
    if (isolation.ended !== null) return false;
    if (wanted === 'drift') return driftOf(state, isolation).length > 0;
    return wanted === 'inForce' || isEndingSoon(isolation, wallMs);
  };
  const found = [...state.isolations.values()].filter(isIn);
  if (wanted === 'ended') found.sort((a, b) => (b.ended?.at ?? 0) - (a.ended?.at ?? 0));
  else found.sort((a, b) => (a.endsAt ?? Infinity) - (b.endsAt ?? Infinity) || a.sinceAt - b.sinceAt);
  return [...found.map(({ id }) => id), ...[...flagged.keys()].map(flaggedId)];
}

function viewById(
  context: ConsoleContext,
  id: string,
  { rights }: Pick<Asker, 'rights'>,
  flagged: ReadonlyMap<string, readonly number[]>,
): IsolationView | undefined {
  const isolation = context.state.isolations.get(id);
  if (isolation !== undefined) return isolationView(context, isolation, rights);
  const host = hostOfFlagged(id);
  if (host === undefined) return undefined;
  const slots = flagged.get(host) ?? [];
  return slots.length === 0 ? undefined : flaggedView(context, host, slots, rights);
}

/** The services that an isolation, or a flag, covers now. */
function servicesUnder(
  { state }: ConsoleContext,
  id: string,
  flagged: ReadonlyMap<string, readonly number[]>,
): ServiceName[] {
  const isolation = state.isolations.get(id);
  const slots = isolation === undefined ? (flagged.get(id.slice(1)) ?? []) : state.slotsUnder(isolation);
  const services = new Set(slots.map((slot) => state.serviceOf(slot).service));
  return [...services].map(({ namespace, name }) => ({ namespace, service: name }));
}

/** One isolation and the instances that it covers now. */
function one(context: ConsoleContext, { params, asker }: ConsoleRequest): Answer {
  const { state, clock } = context;
  const id = decodeSegment(params.id ?? '');
  const flagged = id.startsWith('~') ? flaggedByHost(state) : new Map<string, number[]>();
  const view = viewById(context, id, asker, flagged);
  if (view === undefined) return notFound(`There is no isolation ${id}.`);
  const isolation = state.isolations.get(id);
  const slots =
    isolation === undefined
      ? (flagged.get(id.slice(1)) ?? [])
      : isolation.ended === null
        ? state.slotsUnder(isolation)
        : [];
  const wallMs = clock.wallMs();
  const instances = slots
    .slice(0, MOST_INSTANCES)
    .map((slot) => instanceView(state, slot, asker.rights, wallMs));
  return ok({ ...view, instances }, view.revision === '' ? {} : { etag: view.revision });
}

/** More are found by the list of instances. */
const MOST_INSTANCES = 500;
