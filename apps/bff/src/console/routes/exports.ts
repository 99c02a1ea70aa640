import { instanceFilters, serviceFilters } from '@cynosure/shared/console/filter-fields.ts';
import type { InstanceRow } from '@cynosure/shared/console/instance.ts';
import type { ServiceRow } from '@cynosure/shared/console/service.ts';
import { instanceSorts, serviceSorts } from '@cynosure/shared/console/sort.ts';
import { stateOf } from '@cynosure/shared/console/state.ts';
import type { ConsoleContext } from '../context.ts';
import { seenOnly, sightParts } from '../read/about.ts';
import { csvLine, csvTime } from '../read/csv.ts';
import { instanceFilter } from '../read/instance-filter.ts';
import { orderInstances, slotMark } from '../read/instance-order.ts';
import { scanInstances } from '../read/instance-scan.ts';
import { instanceView } from '../read/instance-view.ts';
import { ParamReader } from '../read/query-params.ts';
import { serviceTest } from '../read/service-filter.ts';
import { orderServices } from '../read/service-order.ts';
import type { Answer, ConsoleRequest, ConsoleRoute } from '../route.ts';

const FORMATS = ['csv', 'ndjson'] as const;
type Format = (typeof FORMATS)[number];

/** Whole lists as files: streamed row by row, so that their size does not matter. */
export const exportRoutes = (context: ConsoleContext): ConsoleRoute[] => [
  {
    method: 'get',
    path: '/instances/export',
    needs: 'DescribeInstances',
    about: 'something',
    handle: (request) => exportInstances(context, request),
  },
  {
    method: 'get',
    path: '/services/export',
    needs: 'DescribeServices',
    about: 'something',
    handle: (request) => exportServices(context, request),
  },
];

function exportInstances({ state, labels, clock }: ConsoleContext, { query, asker }: ConsoleRequest): Answer {
  const params = new ParamReader(query);
  const format = params.word('format', FORMATS) ?? 'csv';
  const filters = params.filters(instanceFilters);
  const sort = params.sort(instanceSorts, [{ key: 'host', descending: false }]);
  const refusal = params.refusal();
  if (refusal !== null) return refusal;
  const filter = instanceFilter(state, labels, filters);
  const parts = [...filter.parts, ...sightParts(state, asker.rights)];
  const { slots } = scanInstances(state, { ...filter, parts });
  const rows = orderInstances(state, slots, sort, clock.wallMs());
  function* views(): Generator<InstanceRow> {
    for (let place = 0; place < rows.slots.length; place += 1) {
      const slot = rows.slots[place] ?? 0;
      // Who has left while the file was being written is not in it.
      if (!state.instances.isLive(slot) || slotMark(state, slot) !== rows.marks[place]) continue;
      yield instanceView(state, slot, asker.rights, clock.wallMs());
    }
  }
  return file('instances', format, INSTANCE_HEAD, views(), instanceLine);
}

const INSTANCE_HEAD = [
  'id', 'namespace', 'service', 'host', 'port', 'state', 'healthy', 'isolated', 'isolatedBy', 'ttlSeconds', 'weight',
  'priority', 'protocol', 'version', 'region', 'zone', 'campus', 'labels', 'lastBeatAt', 'registeredAt', 'changedAt',
  'revision',
]; // biome-ignore format: a head of a table

function instanceLine(one: InstanceRow): string {
  const isHealthy = one.health.reported ?? one.health.state === 'healthy';
  return csvLine([
    one.id, one.namespace, one.service, one.host, one.port, stateOf(one.health.state, one.isolation !== null), isHealthy,
    one.isolation !== null, one.isolation?.by ?? '', one.ttlSeconds, one.weight, one.priority, one.protocol, one.version,
    one.region, one.zone, one.campus, JSON.stringify(one.labels), csvTime(one.lastBeatAt), csvTime(one.registeredAt),
    csvTime(one.changedAt), one.revision,
  ]); // biome-ignore format: in the order of the head
}

function exportServices(
  { state, services, uptake }: ConsoleContext,
  { query, asker }: ConsoleRequest,
): Answer {
  const params = new ParamReader(query);
  const format = params.word('format', FORMATS) ?? 'csv';
  const filters = params.filters(serviceFilters);
  const sort = params.sort(serviceSorts, [{ key: 'service', descending: false }]);
  const refusal = params.refusal();
  if (refusal !== null) return refusal;
  const found = orderServices(
    [...state.services.services()].filter(seenOnly(asker.rights, serviceTest(state, filters))),
    sort,
    services,
    uptake,
  );
  function* views(): Generator<ServiceRow> {
    for (const entry of found) yield services.row(entry);
  }
  return file('services', format, SERVICE_HEAD, views(), serviceLine);
}

const SERVICE_HEAD = [
  'namespace', 'service', 'total', 'healthy', 'unhealthy', 'isolated', 'unchecked', 'zones', 'versions', 'department',
  'business', 'comment', 'labels', 'clients', 'changedAt', 'revision',
]; // biome-ignore format: a head of a table

const serviceLine = (one: ServiceRow): string =>
  csvLine([
    one.namespace, one.service, one.counts.total, one.counts.healthy, one.counts.unhealthy, one.counts.isolated,
    one.counts.unchecked, one.zones.join(' '), one.versions.map(({ value, count }) => `${value} (${count})`).join(' '),
    one.department, one.business, one.comment, JSON.stringify(one.labels), one.clients ?? null, csvTime(one.changedAt),
    one.revision,
  ]); // biome-ignore format: in the order of the head

/** Rows in one write: few enough that the event loop gets its turns, many enough to be quick. */
const ROWS_AT_ONCE = 200;

function file<Row extends { may: unknown }>(
  name: string,
  format: Format,
  head: readonly string[],
  rows: Iterable<Row>,
  lineOf: (row: Row) => string,
): Answer {
  function* chunks(): Generator<string> {
    let lines: string[] = format === 'csv' ? [csvLine(head)] : [];
    for (const row of rows) {
      const { may: _, ...bare } = row;
      lines.push(format === 'csv' ? lineOf(row) : JSON.stringify(bare));
      if (lines.length < ROWS_AT_ONCE) continue;
      yield `${lines.join('\r\n')}\r\n`;
      lines = [];
    }
    if (lines.length > 0) yield `${lines.join('\r\n')}\r\n`;
  }
  return {
    status: 200,
    chunks: chunks(),
    headers: {
      'Content-Type': format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson; charset=utf-8',
      'Content-Disposition': `attachment; filename="${name}.${format}"`,
    },
  };
}
