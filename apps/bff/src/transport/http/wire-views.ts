import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { type StringValue, StringValueSchema } from '@bufbuild/protobuf/wkt';
import type { NamespaceSchema } from '@cynosure/proto/v1/model/namespace_pb.ts';
import type {
  InstanceSchema,
  ServiceAliasSchema,
  ServiceSchema,
} from '@cynosure/proto/v1/service_manage/service_pb.ts';
import { timeText } from '../../registry/instance-codec.ts';
import type { Instance, Namespace, Service } from '../../registry/model.ts';
import type { AliasRow } from '../../registry/queries/aliases.ts';
import type { NamespaceCounts } from '../../registry/queries/namespaces.ts';
import type { ServiceEntry } from '../../registry/service-book.ts';

/** What the caller may do with a row of a list. */
export interface RowRights {
  readonly editable: boolean;
  readonly deleteable: boolean;
}

const SILENT_SINCE = 'internal-lastheartbeat';

const wrapped = (texts: readonly string[]): StringValue[] =>
  texts.map((value) => create(StringValueSchema, { value }));

const times = (row: { readonly ctime: number; readonly mtime: number }) => ({
  ctime: timeText(row.ctime),
  mtime: timeText(row.mtime),
});

/** A namespace of a list, without its token (contract/http-naming.md §2). */
export const namespaceRow = (
  row: Namespace,
  counts: NamespaceCounts,
  rights: RowRights,
): MessageInitShape<typeof NamespaceSchema> => ({
  id: row.name,
  name: row.name,
  comment: row.comment,
  owners: row.owners,
  ...times(row),
  serviceExportTo: wrapped(row.exportTo),
  metadata: { ...row.metadata },
  totalServiceCount: counts.services,
  totalInstanceCount: counts.instances,
  totalHealthInstanceCount: counts.callable,
  ...rights,
});

/** A service of a list, without its token (contract §3). Healthy counts leave isolated instances out. */
export const serviceRow = (
  entry: ServiceEntry,
  rights: RowRights,
): MessageInitShape<typeof ServiceSchema> => ({
  ...serviceMembers(entry.service),
  ports: entry.shownPorts,
  totalInstanceCount: entry.total,
  healthyInstanceCount: entry.callable,
  ...rights,
});

const serviceMembers = (row: Service): MessageInitShape<typeof ServiceSchema> => ({
  id: row.id,
  name: row.name,
  namespace: row.namespace,
  metadata: { ...row.metadata },
  business: row.business,
  department: row.department,
  cmdbMod1: row.cmdbMod1,
  cmdbMod2: row.cmdbMod2,
  cmdbMod3: row.cmdbMod3,
  comment: row.comment,
  owners: row.owners,
  revision: row.revision,
  platformId: row.platformId,
  exportTo: wrapped(row.exportTo),
  ...times(row),
});

/** An alias of a list, without its token (contract §4). */
export const aliasRow = (
  { alias, source }: AliasRow,
  rights: RowRights,
): MessageInitShape<typeof ServiceAliasSchema> => ({
  id: alias.id,
  service: source.name,
  namespace: source.namespace,
  alias: alias.name,
  aliasNamespace: alias.namespace,
  owners: alias.owners,
  comment: alias.comment,
  ...times(alias),
  ...rights,
});

/**
 * An instance of a list (contract §5): labels are the client's own without those that the registry injects on
 * the wire, and the second of the last beat while missed beats made it unhealthy.
 */
export function instanceRow(one: Instance, serviceToken: string): MessageInitShape<typeof InstanceSchema> {
  const { check, location } = one;
  return {
    id: one.id,
    service: one.service,
    namespace: one.namespace,
    host: one.host,
    port: one.port,
    weight: one.weight,
    healthy: one.healthy,
    isolate: one.isolated,
    metadata: shownLabels(one),
    revision: one.effectiveRevision,
    serviceToken,
    ...times(one),
    ...(one.vpcId === null ? {} : { vpcId: one.vpcId }),
    ...(one.protocol === null ? {} : { protocol: one.protocol }),
    ...(one.version === null ? {} : { version: one.version }),
    ...(one.priority === null ? {} : { priority: one.priority }),
    ...(one.logicSet === null ? {} : { logicSet: one.logicSet }),
    ...(location === null ? {} : { location }),
    ...(check === 'none' ? {} : { enableHealthCheck: check !== 'off' }),
    ...(typeof check === 'object' ? { healthCheck: heartbeatEvery(check.ttlSeconds) } : {}),
  };
}

const HEARTBEAT = 1;

export const heartbeatEvery = (ttlSeconds: number) =>
  ({ type: HEARTBEAT, heartbeat: { ttl: ttlSeconds } }) as const;

/** Names that the registry gives to labels of its own; a client's label of such a name is not listed. */
const INJECTED = ['version', 'protocol', 'region', 'zone', 'campus'] as const;

function shownLabels({ labels, silentSince }: Instance): Record<string, string> {
  const shown: Record<string, string> = Object.assign(Object.create(null), labels);
  for (const name of INJECTED) delete shown[name];
  if (silentSince !== null) shown[SILENT_SINCE] = String(silentSince);
  return shown;
}
