import type { Client } from '@cynosure/shared/console/client.ts';
import { clientFilters } from '@cynosure/shared/console/filter-fields.ts';
import { formatQuery } from '@cynosure/shared/console/filter-query.ts';
import { decodeSegment } from '@cynosure/shared/console/path.ts';
import type { ClientQuery } from '@cynosure/shared/console/queries.ts';
import { clientSorts, formatSort, type SortKey } from '@cynosure/shared/console/sort.ts';
import type { KnownClient } from '../../registry/uptake.ts';
import type { ConsoleContext } from '../context.ts';
import { clientDetail, clientView, keyOfClient } from '../read/client-view.ts';
import { textTest } from '../read/match.ts';
import { compareNaturally } from '../read/natural-order.ts';
import { ParamReader } from '../read/query-params.ts';
import { type Answer, type ConsoleRequest, type ConsoleRoute, notFound, ok } from '../route.ts';
import { namedRows, pageAnswer } from './page.ts';

type ClientSort = SortKey<(typeof clientSorts)[number]>;
/** A client in the order, and by what the uptake knows it. */
type Placed = { readonly name: string; readonly view: Client };
const USUAL_SORT: readonly ClientSort[] = [{ key: 'behind', descending: false }];

export const clientRoutes = (context: ConsoleContext): ConsoleRoute[] => [
  { method: 'get', path: '/clients', needs: 'DescribeClients', handle: (request) => list(context, request) },
  {
    method: 'get',
    path: '/clients/:id',
    needs: 'DescribeClients',
    handle: (request) => one(context, request),
  },
];

function list(context: ConsoleContext, request: ConsoleRequest): Answer {
  const { state, uptake } = context;
  const params = new ParamReader(request.query);
  const query = params.filters(clientFilters);
  const sort = params.sort(clientSorts, USUAL_SORT);
  return pageAnswer(context, request, params, {
    kind: 'clients',
    queryText: `${formatQuery(clientFilters, query)}&sort=${formatSort(sort)}`,
    run: () => ({ rows: { kind: 'clients', names: found(context, query, sort) } }),
    ...namedRows((name): Client | undefined => {
      const known = uptake.get(name);
      return known === undefined ? undefined : clientView(state, known);
    }),
    totalUnfiltered: () => uptake.all().length,
  });
}

function found({ state, uptake }: ConsoleContext, query: ClientQuery, sort: readonly ClientSort[]): string[] {
  const discovers = discoversTest(state, query.service);
  const fits = viewTest(query);
  const placed: Placed[] = [];
  for (const known of uptake.all()) {
    if (!discovers(known)) continue;
    const view = clientView(state, known);
    if (fits(view)) placed.push({ name: known.client.key, view });
  }
  return placed.sort((a, b) => compare(a, b, sort)).map(({ name }) => name);
}

function discoversTest({ services }: ConsoleContext['state'], wanted: readonly string[] | undefined) {
  if (wanted === undefined) return () => true;
  const test = textTest(wanted);
  return ({ holdings }: KnownClient): boolean =>
    [...holdings.keys()].some((key) => {
      const service = services.byKey(key)?.service;
      return service !== undefined && (test(service.name) || test(`${service.namespace}/${service.name}`));
    });
}

function viewTest(query: ClientQuery): (view: Client) => boolean {
  const tests: ((view: Client) => boolean)[] = [];
  const { behind } = query;
  if (behind !== undefined) tests.push((view) => view.behind > 0 === behind);
  for (const member of ['sdk', 'language', 'version', 'host', 'zone'] as const) {
    const values = query[member];
    if (values === undefined) continue;
    const test = textTest(values);
    tests.push((view) => test(view[member]));
  }
  const words = (query.q ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length > 0) {
    tests.push(({ id = '', host, sdk }) => {
      const text = `${id} ${host} ${sdk}`.toLowerCase();
      return words.every((word) => text.includes(word));
    });
  }
  return (view) => tests.every((test) => test(view));
}

/** By the keys, then the longest behind first, then by host. */
function compare(a: Placed, b: Placed, sort: readonly ClientSort[]): number {
  for (const { key, descending } of sort) {
    const difference = byKey(a.view, b.view, key);
    if (difference !== 0) return descending ? -difference : difference;
  }
  return (
    byKey(a.view, b.view, 'behind') ||
    byKey(a.view, b.view, 'client') ||
    (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)
  );
}

function byKey(a: Client, b: Client, key: ClientSort['key']): number {
  switch (key) {
    case 'behind':
      return compareNumbers(a.oldestBehindAt ?? Infinity, b.oldestBehindAt ?? Infinity);
    case 'client':
      return compareNaturally(a.host, b.host);
    case 'services':
      return a.services - b.services;
    case 'lastSeen':
      return a.lastSeenAt - b.lastSeenAt;
    case 'sdk':
    case 'language':
    case 'version':
    case 'zone':
      return compareNaturally(a[key], b[key]);
  }
}

const compareNumbers = (a: number, b: number): number => (a < b ? -1 : a > b ? 1 : 0);

/** One client with all that it holds. Found by its id, by address and user agent, or by its address alone. */
function one({ state, uptake }: ConsoleContext, { params }: ConsoleRequest): Answer {
  const id = decodeSegment(params.id ?? '');
  const nameless = () => uptake.all().filter(({ client }) => client.id === undefined);
  const known =
    uptake.get(`i ${id}`) ??
    nameless().find((one) => keyOfClient(one) === id) ??
    nameless().find(({ client }) => client.host === id);
  return known === undefined
    ? notFound(`No client ${id} has asked for anything in the last minute.`)
    : ok(clientDetail(state, known));
}
