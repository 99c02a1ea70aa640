import type { Client } from '@cynosure/shared/console/client.ts';
import { decodeSegment } from '@cynosure/shared/console/path.ts';
import type { KnownClient } from '../../registry/uptake.ts';
import type { ConsoleContext } from '../context.ts';
import { clientView, lagOf } from '../read/client-view.ts';
import { textTest } from '../read/match.ts';
import { ParamReader } from '../read/query-params.ts';
import { type Answer, type ConsoleRequest, type ConsoleRoute, notFound, ok } from '../route.ts';
import { namedRows, pageAnswer } from './page.ts';

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
  const behind = params.word('behind', ['true', 'false']);
  const tests: ((known: KnownClient) => boolean)[] = [];
  if (behind !== null) tests.push((known) => lagOf(state, known).behind > 0 === (behind === 'true'));
  const services = request.query.getAll('service');
  if (services.length > 0) tests.push(discovers(context, services));
  for (const member of ['sdk', 'version', 'host'] as const) {
    const values = request.query.getAll(member);
    if (values.length === 0) continue;
    const test = textTest(values);
    tests.push((known) => test(clientView(state, known)[member]));
  }
  const q = request.query.get('q')?.trim().toLowerCase();
  if (q) tests.push(({ client }) => client.host.includes(q) || (client.id ?? '').toLowerCase().includes(q));
  return pageAnswer(context, request, params, {
    kind: 'clients',
    queryText: [...request.query].filter(([name]) => !PLACE.has(name)).join('&'),
    run: () => ({
      rows: { kind: 'clients', names: ordered(context, (known) => tests.every((test) => test(known))) },
    }),
    ...namedRows((name): Client | undefined => {
      const known = uptake.get(name);
      return known === undefined ? undefined : clientView(state, known);
    }),
    totalUnfiltered: () => uptake.all().length,
  });
}

/** Parameters that say where in the list, not which list. */
const PLACE: ReadonlySet<string> = new Set(['limit', 'offset', 'cursor', 'resultSet', 'near']);

function discovers({ state }: ConsoleContext, services: readonly string[]) {
  const test = textTest(services);
  return ({ holdings }: KnownClient): boolean =>
    [...holdings.keys()].some((key) => {
      const service = state.services.byKey(key)?.service;
      return service !== undefined && (test(service.name) || test(`${service.namespace}/${service.name}`));
    });
}

/** The longest behind first, then by host. */
function ordered({ state, uptake }: ConsoleContext, wanted: (known: KnownClient) => boolean): string[] {
  return uptake
    .all()
    .filter(wanted)
    .map((known) => ({ known, oldestAt: lagOf(state, known).oldestAt ?? Infinity }))
    .sort(
      (a, b) =>
        (a.oldestAt === b.oldestAt ? 0 : a.oldestAt - b.oldestAt) ||
        (a.known.client.host < b.known.client.host
          ? -1
          : a.known.client.host > b.known.client.host
            ? 1
            : 0) ||
        (a.known.client.key < b.known.client.key ? -1 : 1),
    )
    .map(({ known }) => known.client.key);
}

/** One client with all that it holds. Found by its id, or by its address where it has none. */
function one({ state, uptake }: ConsoleContext, { params }: ConsoleRequest): Answer {
  const id = decodeSegment(params.id ?? '');
  const known =
    uptake.get(`i ${id}`) ?? uptake.all().find(({ client }) => client.id === undefined && client.host === id);
  if (known === undefined) return notFound(`No client ${id} has asked for anything in the last minute.`);
  const holdings = [...known.holdings].flatMap(([key, holding]) => {
    const entry = state.services.byKey(key);
    if (entry === undefined) return [];
    const { service, instanceRevision, changedAt } = entry;
    return [
      {
        namespace: service.namespace,
        service: service.name,
        revision: holding.revision,
        currentRevision: instanceRevision,
        confirmed: holding.heldTo >= changedAt,
        delivered: holding.sentTo >= changedAt,
        confirmedAt: holding.heldAt,
      },
    ];
  });
  return ok({ ...clientView(state, known), holdings });
}
