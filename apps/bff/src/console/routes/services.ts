import type { Client } from '@cynosure/shared/console/client.ts';
import { serviceFilters } from '@cynosure/shared/console/filter-fields.ts';
import { formatQuery } from '@cynosure/shared/console/filter-query.ts';
import type { FacetValue } from '@cynosure/shared/console/page.ts';
import { decodeSegment } from '@cynosure/shared/console/path.ts';
import type { ServiceQuery } from '@cynosure/shared/console/queries.ts';
import type { ServiceRow } from '@cynosure/shared/console/service.ts';
import { formatSort, type SortKey, serviceSorts } from '@cynosure/shared/console/sort.ts';
import { serviceRef } from '../../access/refs.ts';
import type { ServiceEntry } from '../../registry/service-book.ts';
import type { ConsoleContext } from '../context.ts';
import { seenOnly } from '../read/about.ts';
import { clientView } from '../read/client-view.ts';
import { ParamReader } from '../read/query-params.ts';
import { serviceTest } from '../read/service-filter.ts';
import { orderServices, type ServiceSort } from '../read/service-order.ts';
import {
  type Answer,
  type Asker,
  type ConsoleRequest,
  type ConsoleRoute,
  notAllowed,
  notFound,
  ok,
} from '../route.ts';
import { type Listing, namedRows, pageAnswer } from './page.ts';

const USUAL_SORT: readonly ServiceSort[] = [{ key: 'share', descending: false }];

export const serviceRoutes = (context: ConsoleContext): ConsoleRoute[] => [
  {
    method: 'get',
    path: '/services',
    needs: 'DescribeServices',
    about: 'something',
    handle: (request) => list(context, request),
  },
  {
    method: 'get',
    path: '/services/:namespace/:service',
    needs: 'DescribeServices',
    about: 'something',
    handle: (request) => one(context, request),
  },
  {
    method: 'get',
    path: '/services/:namespace/:service/clients',
    needs: 'DescribeClients',
    handle: (request) => clients(context, request),
  },
];

function list(context: ConsoleContext, request: ConsoleRequest): Answer {
  const params = new ParamReader(request.query);
  const query = params.filters(serviceFilters);
  const sort = params.sort(serviceSorts, USUAL_SORT);
  const facets = (request.query.get('facets') ?? '').split(',').filter(Boolean);
  return pageAnswer(context, request, params, serviceListing(context, request.asker, query, sort, facets));
}

function serviceListing(
  context: ConsoleContext,
  { rights }: Asker,
  query: ServiceQuery,
  sort: readonly SortKey<(typeof serviceSorts)[number]>[],
  facets: readonly string[],
): Listing<ServiceRow> {
  const { state, services, uptake } = context;
  const rowOf = (name: string): ServiceRow | undefined => {
    const entry = state.services.byKey(Number(name));
    return entry === undefined ? undefined : services.row(entry);
  };
  return {
    kind: 'services',
    queryText: `${formatQuery(serviceFilters, query)}&sort=${formatSort(sort)}`,
    run() {
      const found = [...state.services.services()].filter(seenOnly(rights, serviceTest(state, query)));
      const ordered = orderServices(found, sort, services, uptake);
      const rows = { kind: 'services' as const, names: ordered.map(({ service }) => String(service.key)) };
      return facets.length === 0 ? { rows } : { rows, facets: serviceFacets(found, facets) };
    },
    ...namedRows(rowOf),
    totalUnfiltered: () =>
      [...state.services.services()].filter(seenOnly(rights, serviceTest(state, {}))).length,
  };
}

const FACET_VALUES = 20;

function serviceFacets(
  found: readonly ServiceEntry[],
  wanted: readonly string[],
): Record<string, FacetValue[]> {
  const facets: Record<string, FacetValue[]> = {};
  for (const name of ['namespace', 'department', 'business'] as const) {
    if (!wanted.includes(name)) continue;
    const counts = new Map<string, FacetValue>();
    for (const { service, unhealthy } of found) {
      const value = service[name];
      if (value === '') continue;
      const counted = counts.get(value) ?? { value, count: 0, unhealthy: 0 };
      counted.count += 1;
      if (unhealthy > 0) counted.unhealthy += 1;
      counts.set(value, counted);
    }
    facets[name] = [...counts.values()].sort((a, b) => b.count - a.count).slice(0, FACET_VALUES);
  }
  return facets;
}

/** The service of the path, also by an alias. */
function serviceOfPath({ state }: ConsoleContext, { params }: ConsoleRequest) {
  const namespace = decodeSegment(params.namespace ?? '');
  const service = decodeSegment(params.service ?? '');
  return { namespace, service, entry: state.services.resolve(namespace, service) };
}

function one(context: ConsoleContext, request: ConsoleRequest): Answer {
  const { namespace, service, entry } = serviceOfPath(context, request);
  if (entry === undefined) return notFound(`There is no service ${service} in ${namespace}.`);
  const refusal = notAllowed(request.asker, 'DescribeServices', [
    serviceRef(context.state, namespace, service),
  ]);
  if (refusal !== null) return refusal;
  const isAlias = entry.service.name !== service || entry.service.namespace !== namespace;
  return ok(context.services.full(entry, request.asker.rights, isAlias ? { namespace, service } : undefined));
}

function clients(context: ConsoleContext, request: ConsoleRequest): Answer {
  const { namespace, service, entry } = serviceOfPath(context, request);
  if (entry === undefined) return notFound(`There is no service ${service} in ${namespace}.`);
  const params = new ParamReader(request.query);
  const { key } = entry.service;
  return pageAnswer(context, request, params, {
    kind: 'clients',
    queryText: `clients of ${key}`,
    run: () => ({ rows: { kind: 'clients', names: clientsOfService(context, key) } }),
    ...namedRows((name): Client | undefined => {
      const known = context.uptake.get(name);
      return known === undefined ? undefined : clientView(context.state, known, key);
    }),
    totalUnfiltered: () => context.uptake.countOf(key),
  });
}

/** Those that do not hold the present revision first, the longest behind on top. */
function clientsOfService({ uptake, state }: ConsoleContext, key: number): string[] {
  const changedAt = state.services.byKey(key)?.changedAt ?? 0;
  return uptake
    .ofService(key)
    .map((known) => {
      const holding = known.holdings.get(key);
      const isBehind = (holding?.heldTo ?? 0) < changedAt;
      return { name: known.client.key, host: known.client.host, isBehind, heldAt: holding?.heldAt ?? 0 };
    })
    .sort(
      (a, b) =>
        Number(b.isBehind) - Number(a.isBehind) ||
        (a.isBehind ? a.heldAt - b.heldAt : 0) ||
        (a.host < b.host ? -1 : a.host > b.host ? 1 : 0) ||
        (a.name < b.name ? -1 : 1),
    )
    .map(({ name }) => name);
}
