import { done, isDone, type Outcome, refused } from '@cynosure/shared/outcome.ts';
import { refOfService } from '../../access/refs.ts';
import type { InstanceMatch } from '../../registry/queries/instance-match.ts';
import { listServices, type ServiceQuery } from '../../registry/queries/services.ts';
import { ServiceEntry } from '../../registry/service-book.ts';
import { listOf, pagingOf, portsOf, strictParameters } from './list-query.ts';
import type { RegistryParts } from './registry-parts.ts';
import { page, pageRefusal } from './reply.ts';
import type { Call, Reply, Route } from './route.ts';
import { rowRights, seenServices } from './sight.ts';
import { serviceRow } from './wire-views.ts';

/** The lists and counts of services (contract/http-naming.md §3). */
export function serviceLists(parts: RegistryParts): Route[] {
  const surface = 'console';
  return [
    {
      method: 'GET',
      path: '/naming/v1/services',
      surface,
      needs: 'DescribeServices',
      handle: (call) => list(parts, call),
    },
    {
      method: 'GET',
      path: '/naming/v1/services/all',
      surface,
      needs: 'DescribeAllServices',
      handle: (call) => listAll(parts, call),
    },
    {
      method: 'GET',
      path: '/naming/v1/services/count',
      surface,
      needs: 'DescribeServicesCount',
      handle: (call) => count(parts, call),
    },
  ];
}

const FILTERS = [
  'name',
  'namespace',
  'business',
  'department',
  'cmdb_mod1',
  'cmdb_mod2',
  'cmdb_mod3',
  'platform_id',
  'owner',
  'keys',
  'values',
  'instance_keys',
  'instance_values',
  'host',
  'port',
  'only_exist_health_instance',
] as const;

function list({ registry }: RegistryParts, call: Call): Reply {
  const query = serviceQuery(call.query);
  if (!isDone(query)) return pageRefusal(query);
  const admission = call.admit({ about: 'something' });
  if (!isDone(admission)) return pageRefusal(admission);
  const { value: caller } = admission;
  const maySee = seenServices(call, caller, 'DescribeServices');
  const { amount, rows } = listServices(registry.state, { ...query.value, maySee });
  const services = rows.map((row) =>
    serviceRow(row, rowRights(call, caller, RIGHTS, refOfService(row.service))),
  );
  return page(amount, rows.length, { services });
}

const RIGHTS = { edit: 'UpdateServices', remove: 'DeleteServices' } as const;

function count({ registry: { state } }: RegistryParts, call: Call): Reply {
  const admission = call.admit({ about: 'something' });
  if (!isDone(admission)) return pageRefusal(admission);
  const maySee = seenServices(call, admission.value, 'DescribeServicesCount');
  const amount =
    maySee === undefined ? state.services.size : [...state.services.services()].filter(maySee).length;
  return page(amount, 0);
}

function serviceQuery(parameters: URLSearchParams): Outcome<ServiceQuery> {
  const paging = pagingOf(parameters);
  if (!isDone(paging)) return paging;
  const given = strictParameters(parameters, FILTERS, ['values']);
  if (!isDone(given)) return given;
  const of = given.value;
  const instance = instanceMatch(of);
  if (!isDone(instance)) return instance;
  return done({
    ...paging.value,
    name: of.name,
    namespace: of.namespace,
    business: of.business,
    department: of.department,
    cmdbMod1: of.cmdb_mod1,
    cmdbMod2: of.cmdb_mod2,
    cmdbMod3: of.cmdb_mod3,
    platformId: of.platform_id,
    owner: of.owner,
    // Keys without values name a pair that nothing has; values alone say nothing (contract §3).
    label: of.keys === undefined ? undefined : { key: of.keys, value: of.values ?? '' },
    instance: instance.value,
    onlyWithHealthy: of.only_exist_health_instance === 'true',
  });
}

function instanceMatch(
  of: Partial<Record<(typeof FILTERS)[number], string>>,
): Outcome<InstanceMatch | undefined> {
  if (of.port !== undefined && of.host === undefined) {
    return refused(
      'InvalidParameter',
      'invalid parameter: port parameter can not be used alone without host',
    );
  }
  const keys = of.instance_keys === undefined ? [] : listOf(of.instance_keys);
  const values = of.instance_values === undefined ? [] : listOf(of.instance_values);
  if (keys.length !== values.length) {
    // Two blanks, as the reference writes it.
    const detail = ' length of instance_keys and instance_values are not equal';
    return refused('InvalidParameter', `invalid parameter: ${detail}`);
  }
  if (of.host === undefined && keys.length === 0) return done(undefined);
  return done({
    hosts: of.host === undefined ? undefined : listOf(of.host),
    ports: portsOf(of.port),
    labels: keys.map((key, index) => ({ key, value: values[index] ?? '', wildcard: true })),
  });
}

/** Short rows, aliases included, without paging. */
function listAll({ registry }: RegistryParts, call: Call): Reply {
  const admission = call.admit({ about: 'something' });
  if (!isDone(admission)) return pageRefusal(admission);
  const maySee = seenServices(call, admission.value, 'DescribeAllServices');
  const { services } = registry.state;
  const namespace = call.query.get('namespace') ?? '';
  const all =
    namespace === '' ? [...services.services(), ...services.aliases()] : services.namesIn(namespace).values();
  const seen = [...all].filter((one) => {
    const entry = one instanceof ServiceEntry ? one : services.byKey(one.target);
    return maySee === undefined || (entry !== undefined && maySee(entry));
  });
  const rows = seen.map((one) =>
    one instanceof ServiceEntry
      ? {
          namespace: one.service.namespace,
          name: one.service.name,
          metadata: { ...one.service.metadata },
          totalInstanceCount: one.total,
          healthyInstanceCount: one.callable,
        }
      : { namespace: one.namespace, name: one.name, totalInstanceCount: 0, healthyInstanceCount: 0 },
  );
  return page(rows.length, rows.length, { services: rows });
}
