import { create } from '@bufbuild/protobuf';
import { StringListSchema } from '@cynosure/proto/v1/model/model_pb.ts';
import { done, isDone, type Outcome, refused } from '@cynosure/shared/outcome.ts';
import { withReason } from '../../access/gate.ts';
import { refOfService } from '../../access/refs.ts';
import { labelsOfService } from '../../registry/queries/instance-labels.ts';
import type { LabelMatch } from '../../registry/queries/instance-match.ts';
import { type InstanceListQuery, listInstances } from '../../registry/queries/instances.ts';
import { listOf, pagingOf, portsOf, strictParameters } from './list-query.ts';
import type { RegistryParts } from './registry-parts.ts';
import { page, pageRefusal, single } from './reply.ts';
import type { Call, Reply, Route } from './route.ts';
import { seenServices } from './sight.ts';
import { instanceRow } from './wire-views.ts';

/** The list, the count and the labels of instances (contract/http-naming.md §5). */
export function instanceLists(parts: RegistryParts): Route[] {
  const surface = 'console';
  return [
    {
      method: 'GET',
      path: '/naming/v1/instances',
      surface,
      needs: 'DescribeInstances',
      handle: (call) => list(parts, call),
    },
    {
      method: 'GET',
      path: '/naming/v1/instances/count',
      surface,
      needs: 'DescribeInstancesCount',
      handle: (call) => count(parts, call),
    },
    {
      method: 'GET',
      path: '/naming/v1/instances/labels',
      surface,
      needs: 'DescribeInstanceLabels',
      handle: (call) => labels(parts, call),
    },
  ];
}

const FILTERS = [
  'id',
  'service',
  'namespace',
  'host',
  'port',
  'protocol',
  'version',
  'weight',
  'cmdb_region',
  'cmdb_zone',
  'cmdb_idc',
  'healthy',
  'health_status',
  'isolate',
  'keys',
  'values',
  'logic_set',
  'priority',
] as const;
type Filters = Partial<Record<(typeof FILTERS)[number], string>>;

function list({ registry }: RegistryParts, call: Call): Reply {
  const query = instanceQuery(call.query);
  if (!isDone(query)) return pageRefusal(query);
  const admission = call.admit({ about: 'something' });
  if (!isDone(admission)) return pageRefusal(withReason(admission));
  const { state } = registry;
  const maySee = seenServices(call, admission.value, 'DescribeInstances');
  const { amount, slots } = listInstances(state, { ...query.value, maySee });
  const instances = slots.map((slot) =>
    instanceRow(state.instances.read(slot), state.serviceOf(slot).service.token),
  );
  return page(amount, instances.length, { instances });
}

function count({ registry: { state } }: RegistryParts, call: Call): Reply {
  const admission = call.admit({ about: 'something' });
  if (!isDone(admission)) return pageRefusal(admission);
  const maySee = seenServices(call, admission.value, 'DescribeInstancesCount');
  if (maySee === undefined) return page(state.instances.size, 0);
  let total = 0;
  for (const entry of state.services.services()) if (maySee(entry)) total += entry.total;
  return page(total, 0);
}

function instanceQuery(parameters: URLSearchParams): Outcome<InstanceListQuery> {
  if (parameters.size === 0) return refused('EmptyQueryParameter');
  const paging = pagingOf(parameters);
  if (!isDone(paging)) return paging;
  const given = strictParameters(parameters, FILTERS);
  if (!isDone(given)) return given;
  const of = given.value;
  const labels = labelMatches(of);
  if (!isDone(labels)) return labels;
  return done({
    ...paging.value,
    id: of.id,
    service: of.service,
    namespace: of.namespace,
    hosts: of.host === undefined ? undefined : listOf(of.host),
    ports: portsOf(of.port),
    protocol: of.protocol,
    version: of.version,
    region: of.cmdb_region,
    zone: of.cmdb_zone,
    campus: of.cmdb_idc,
    weight: of.weight === undefined ? undefined : wholeNumber(of.weight),
    healthy: flag(of.healthy ?? of.health_status),
    isolated: flag(of.isolate),
    labels: labels.value,
  });
}

function labelMatches(of: Filters): Outcome<readonly LabelMatch[] | undefined> {
  const keys = of.keys === undefined ? [] : listOf(of.keys);
  const values = of.values === undefined ? [] : listOf(of.values);
  if (keys.length !== values.length) return refused('InvalidQueryInsParameter');
  return done(keys.map((key, index) => ({ key, value: values[index] ?? '' })));
}

/** Any other value is no filter (contract §5). */
function flag(text: string | undefined): boolean | undefined {
  if (text === 'true' || text === '1') return true;
  return text === 'false' || text === '0' ? false : undefined;
}

/** What is no number is the weight of nobody. */
const wholeNumber = (text: string): number | null => (/^\d{1,9}$/.test(text) ? Number(text) : null);

const DEFAULT_NAMESPACE = 'default';

function labels({ registry }: RegistryParts, call: Call): Reply {
  const { services } = registry.state;
  const id = call.query.get('service_id') ?? '';
  const namespace = call.query.get('namespace') || DEFAULT_NAMESPACE;
  const entry = id === '' ? services.resolve(namespace, call.query.get('service') ?? '') : services.byId(id);
  const admission = call.admit({ about: entry === undefined ? 'everything' : [refOfService(entry.service)] });
  if (!isDone(admission)) return single(admission);
  if (entry === undefined) return single(refused('NotFoundResource'));
  const found = [...labelsOfService(registry.state, entry)].map(
    ([key, values]) => [key, create(StringListSchema, { values: [...values] })] as const,
  );
  return single(done(null), { instanceLabels: { labels: Object.fromEntries(found) } });
}
