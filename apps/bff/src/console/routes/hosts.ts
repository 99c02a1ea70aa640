import { hostFilters } from '@cynosure/shared/console/filter-fields.ts';
import { formatQuery } from '@cynosure/shared/console/filter-query.ts';
import type { HostRow } from '@cynosure/shared/console/host.ts';
import { decodeHosts } from '@cynosure/shared/console/path.ts';
import { formatSort, hostSorts } from '@cynosure/shared/console/sort.ts';
import type { ConsoleContext } from '../context.ts';
import { problem } from '../problem.ts';
import { hostRow, hostTotals, servicesOnHost } from '../read/host-book.ts';
import { type HostSort, hostTest, orderHosts } from '../read/host-order.ts';
import { clientsOf, hostView } from '../read/host-view.ts';
import { ParamReader } from '../read/query-params.ts';
import { type Answer, type ConsoleRequest, type ConsoleRoute, ok } from '../route.ts';
import { namedRows, pageAnswer } from './page.ts';

const USUAL_SORT: readonly HostSort[] = [{ key: 'unhealthy', descending: true }];
const MOST_HOSTS = 50;

export const hostRoutes = (context: ConsoleContext): ConsoleRoute[] => [
  { method: 'get', path: '/hosts', needs: 'DescribeInstances', handle: (request) => list(context, request) },
  {
    method: 'get',
    path: '/hosts/:hosts',
    needs: 'DescribeInstances',
    handle: (request) => some(context, request),
  },
];

function list(context: ConsoleContext, request: ConsoleRequest): Answer {
  const { state, uptake } = context;
  const params = new ParamReader(request.query);
  const query = params.filters(hostFilters);
  const sort = params.sort(hostSorts, USUAL_SORT);
  const rowOf = (host: string): HostRow | undefined => {
    const totals = hostTotals(state, host);
    if (totals === undefined) return undefined;
    return hostRow(state, totals, clientsOf(uptake, [...servicesOnHost(state, totals.number)]));
  };
  return pageAnswer(context, request, params, {
    kind: 'hosts',
    queryText: `${formatQuery(hostFilters, query)}&sort=${formatSort(sort)}`,
    run() {
      const found = context.hosts.all().filter(hostTest(state, query));
      const names = orderHosts(state, found, sort).map(({ host }) => host);
      return { rows: { kind: 'hosts', names } };
    },
    ...namedRows(rowOf),
    totalUnfiltered: () => state.instances.hosts.size,
  });
}

function some(context: ConsoleContext, { params, asker }: ConsoleRequest): Answer {
  const hosts = [...new Set(decodeHosts(params.hosts ?? ''))];
  if (hosts.length === 0) return problem(400, 'InvalidParameter', 'Name at least one host.');
  if (hosts.length > MOST_HOSTS) {
    return problem(
      400,
      'BatchSizeOverLimit',
      `At most ${MOST_HOSTS} hosts can be read at once; these are ${hosts.length}.`,
    );
  }
  const wallMs = context.clock.wallMs();
  return ok(hosts.map((host) => hostView(context, host, asker.rights, wallMs)));
}
