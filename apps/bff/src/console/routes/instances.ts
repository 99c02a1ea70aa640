import { instanceFilters } from '@cynosure/shared/console/filter-fields.ts';
import { formatQuery } from '@cynosure/shared/console/filter-query.ts';
import type { Instance, InstanceActivity, InstanceRow } from '@cynosure/shared/console/instance.ts';
import { decodeSegment } from '@cynosure/shared/console/path.ts';
import type { InstanceQuery } from '@cynosure/shared/console/queries.ts';
import { formatSort, instanceSorts } from '@cynosure/shared/console/sort.ts';
import { serviceRef } from '../../access/refs.ts';
import type { RegistryState } from '../../registry/state.ts';
import { BIT } from '../../registry/tables/instance-table.ts';
import type { ConsoleContext } from '../context.ts';
import type { GoneInstance } from '../history.ts';
import { aboutSlot, sightParts } from '../read/about.ts';
import { actorView } from '../read/actor-view.ts';
import { type FacetName, facetCounter, isFacetName } from '../read/facets.ts';
import { hiddenInstances } from '../read/hidden.ts';
import { instanceActivity } from '../read/instance-activity.ts';
import { instanceFilter } from '../read/instance-filter.ts';
import { type InstanceSort, orderInstances, slotMark } from '../read/instance-order.ts';
import { scanInstances } from '../read/instance-scan.ts';
import { instanceView } from '../read/instance-view.ts';
import { onlyExact } from '../read/match.ts';
import { ParamReader } from '../read/query-params.ts';
import type { ListedRows, ResultSet } from '../result-sets.ts';
import {
  type Answer,
  type Asker,
  type ConsoleRequest,
  type ConsoleRoute,
  notAllowed,
  notFound,
  ok,
} from '../route.ts';
import { type Listing, pageAnswer } from './page.ts';

const USUAL_SORT: readonly InstanceSort[] = [{ key: 'trouble', descending: false }];
const MOST_FACETS = 16;

export const instanceRoutes = (context: ConsoleContext): ConsoleRoute[] => [
  {
    method: 'get',
    path: '/instances',
    needs: 'DescribeInstances',
    about: 'something',
    handle: (request) => list(context, request),
  },
  {
    method: 'get',
    path: '/instances/:id',
    needs: 'DescribeInstances',
    about: 'something',
    handle: (request) => one(context, request),
  },
  {
    method: 'get',
    path: '/instances/:id/activity',
    needs: 'DescribeInstances',
    about: 'something',
    handle: (request) => activity(context, request),
  },
];

function list(context: ConsoleContext, request: ConsoleRequest): Answer {
  const params = new ParamReader(request.query);
  const query = params.filters(instanceFilters);
  const sort = params.sort(instanceSorts, USUAL_SORT);
  const facets = facetsWanted(request.query, params);
  const selected = selectedSlots(context, request.query.get('selection'), params);
  const listing = instanceListing(context, request.asker, { query, sort, facets, selected });
  return pageAnswer(context, request, params, listing);
}

function facetsWanted(address: URLSearchParams, params: ParamReader): FacetName[] {
  const names = (address.get('facets') ?? '').split(',').filter(Boolean);
  const known = names.filter(isFacetName);
  for (const name of names) if (!isFacetName(name)) params.complain('facets', `There is no facet ${name}.`);
  if (known.length > MOST_FACETS)
    params.complain('facets', `At most ${MOST_FACETS} facets can be counted at once.`);
  return known;
}

/** Slots of a frozen selection that are still there; null where none was asked for. */
function selectedSlots(context: ConsoleContext, id: string | null, params: ParamReader): number[] | null {
  if (id === null) return null;
  const selection = context.resultSets.selection(id);
  if (selection === undefined) {
    params.complain('selection', 'The selection is no longer kept.');
    return [];
  }
  return selection.ids.map((one) => context.state.instances.slotOf(one)).filter((slot) => slot !== -1);
}

interface Wanted {
  readonly query: InstanceQuery;
  readonly sort: readonly InstanceSort[];
  readonly facets: readonly FacetName[];
  readonly selected: readonly number[] | null;
}

function instanceListing(
  context: ConsoleContext,
  asker: Asker,
  { query, sort, facets, selected }: Wanted,
): Listing<InstanceRow> {
  const { state, clock, labels } = context;
  return {
    kind: 'instances',
    queryText: `${formatQuery(instanceFilters, query)}&sort=${formatSort(sort)}`,
    run() {
      const filter = instanceFilter(state, labels, query);
      const candidates = selected === null ? filter.candidates : selected;
      const counters = facets.map((name) => facetCounter(state, labels, name));
      const parts = [...filter.parts, ...sightParts(state, asker.rights)];
      const scanned = scanInstances(state, { parts, candidates }, counters);
      const rows: ListedRows = {
        kind: 'instances',
        ...orderInstances(state, scanned.slots, sort, clock.wallMs()),
      };
      return facets.length === 0 ? { rows } : { rows, facets: scanned.facets };
    },
    rowAt: (set, place) => instanceRowAt(context, set, place, asker),
    idAt: (set, place) => instanceRowAt(context, set, place, asker).id,
    placeOf: (set, id) => (set.kind === 'instances' ? set.slots.indexOf(state.instances.slotOf(id)) : -1),
    totalUnfiltered: () => unfiltered(context, asker, query),
  };
}

/** A row of a frozen order with today's values, or struck through where its instance has left. */
export function instanceRowAt(
  { state, clock, history }: Pick<ConsoleContext, 'state' | 'clock' | 'history'>,
  set: ResultSet,
  place: number,
  { rights }: Pick<Asker, 'rights'>,
): InstanceRow {
  const slot = set.kind === 'instances' ? (set.slots[place] ?? 0) : 0;
  const mark = set.kind === 'instances' ? (set.marks[place] ?? 0) : 0;
  if (state.instances.isLive(slot) && slotMark(state, slot) === mark) {
    return instanceView(state, slot, rights, clock.wallMs());
  }
  return goneRow(history.goneFrom(slot, mark) ?? forgotten(slot, mark));
}

/** It left so long ago that nothing is known of it. */
const forgotten = (slot: number, mark: number): GoneInstance => ({
  id: `gone-${slot}-${mark}`,
  namespace: '',
  service: '',
  host: '',
  port: 0,
  at: 0,
  by: '',
});

function goneRow({ id, namespace, service, host, port, at, by }: GoneInstance): InstanceRow {
  return {
    id,
    namespace,
    service,
    host,
    port,
    health: { state: 'unchecked', sinceAt: at, missedBeats: 0 },
    isolation: null,
    checked: false,
    ttlSeconds: null,
    weight: 0,
    priority: 0,
    protocol: '',
    version: '',
    region: '',
    zone: '',
    campus: '',
    labels: {},
    held: {},
    lastBeatAt: null,
    revision: '',
    registeredAt: 0,
    changedAt: at,
    gone: { at, by },
    may: {},
  };
}

/** What "no match" is compared with: the service or host that the filters name outright, else everything. */
function unfiltered({ state, labels }: ConsoleContext, { rights }: Asker, query: InstanceQuery): number {
  const sight = sightParts(state, rights);
  if (sight.length > 0) {
    const { namespace, service, host } = query;
    const outright = {
      ...(namespace === undefined ? {} : { namespace }),
      ...(service === undefined ? {} : { service }),
      ...(host === undefined ? {} : { host }),
    };
    const { parts, candidates } = instanceFilter(state, labels, outright);
    return scanInstances(state, { parts: [...parts, ...sight], candidates }).slots.length;
  }
  const host = onlyExact(query.host);
  if (host !== undefined) return state.slotsOnHost(host).length;
  const namespace = onlyExact(query.namespace);
  const service = onlyExact(query.service);
  if (namespace === undefined || service === undefined) return state.instances.size - hiddenInstances(state);
  return state.services.service(namespace, service)?.total ?? 0;
}

function one(context: ConsoleContext, { params, asker }: ConsoleRequest): Answer {
  const { state, clock, history } = context;
  const id = decodeSegment(params.id ?? '');
  const slot = state.instances.slotOf(id);
  if (slot !== -1) {
    const refusal = notAllowed(asker, 'DescribeInstances', aboutSlot(state, slot));
    if (refusal !== null) return refusal;
    const view = fullInstance(context, slot, asker);
    return ok(view, { etag: view.revision });
  }
  const gone = history.goneInstance(id);
  if (gone === undefined) return notFound(`There is no instance ${id}.`);
  const about = [serviceRef(state, gone.namespace, gone.service)];
  const refusal = notAllowed(asker, 'DescribeInstances', about);
  if (refusal !== null) return refusal;
  const row = goneRow(gone);
  const blank = { clients: 0, delivered: 0, confirmed: 0, behind: [], startedAt: clock.wallMs() };
  const view: Instance = {
    ...row,
    beats: [],
    uptake: blank,
    intents: [],
    othersWeight: 0,
    logicSet: '',
    vpcId: '',
  };
  return ok(view);
}

async function activity(context: ConsoleContext, { params, asker }: ConsoleRequest): Promise<Answer> {
  const { state, clock, history } = context;
  const id = decodeSegment(params.id ?? '');
  const slot = state.instances.slotOf(id);
  const where =
    slot === -1
      ? history.goneInstance(id)
      : { ...state.standingOf(slot), port: state.instances.port[slot] ?? 0 };
  if (where === undefined) return notFound(`There is no instance ${id}.`);
  const about = slot === -1 ? [serviceRef(state, where.namespace, where.service)] : aboutSlot(state, slot);
  const refusal = notAllowed(asker, 'DescribeInstances', about);
  if (refusal !== null) return refusal;
  const body: InstanceActivity = {
    items: await instanceActivity(context, where),
    position: String(state.position),
    asOf: clock.wallMs(),
  };
  return ok(body);
}

/** One instance in full. */
export function fullInstance(
  context: ConsoleContext,
  slot: number,
  { rights }: Pick<Asker, 'rights'>,
): Instance {
  const { state, clock, tracker, beats, registrars } = context;
  const row = instanceView(state, slot, rights, clock.wallMs());
  const facts = state.instances.factsOf(slot);
  const service = state.serviceOf(slot).service.key;
  const intents = (row.isolation?.intents ?? []).flatMap((id) => state.isolations.get(id) ?? []);
  return {
    ...row,
    registeredBy: registrars.of(slot),
    beats: beats.of(row.id),
    uptake: tracker.of(intents[0]?.operationId ?? '', [service], row.isolation?.sinceAt ?? row.changedAt),
    intents: intents.map(({ id, by, reason, ticket, sinceAt, endsAt }) => ({
      ...{ id, by: actorView(by), reason, ticket, sinceAt, endsAt },
    })),
    othersWeight: othersWeight(state, service, slot),
    logicSet: facts.logicSet ?? '',
    vpcId: facts.vpcId ?? '',
  };
}

/** What the instance shares its service's requests with. */
function othersWeight({ instances: table }: RegistryState, service: number, own: number): number {
  let sum = 0;
  for (const slot of table.ofService.of(service)) {
    if (slot !== own && table.has(slot, BIT.healthy) && !table.has(slot, BIT.isolated))
      sum += table.weight[slot] ?? 0;
  }
  return sum;
}
