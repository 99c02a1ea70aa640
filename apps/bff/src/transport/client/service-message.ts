import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { StringValueSchema } from '@bufbuild/protobuf/wkt';
import type { ServiceSchema } from '@cynosure/proto/v1/service_manage/service_pb.ts';
import { timeText } from '../../registry/instance-codec.ts';
import type { ServiceEntry } from '../../registry/service-book.ts';

/** All attributes of a service that clients see, without its token (contract/grpc-naming.md §8.2). */
export const serviceMessage = (entry: ServiceEntry): MessageInitShape<typeof ServiceSchema> => {
  const { service } = entry;
  return {
    id: service.id,
    name: service.name,
    namespace: service.namespace,
    metadata: { ...service.metadata },
    ports: entry.shownPorts,
    business: service.business,
    department: service.department,
    cmdbMod1: service.cmdbMod1,
    cmdbMod2: service.cmdbMod2,
    cmdbMod3: service.cmdbMod3,
    comment: service.comment,
    owners: service.owners,
    platformId: service.platformId,
    revision: service.revision,
    exportTo: service.exportTo.map((value) => create(StringValueSchema, { value })),
    ctime: timeText(service.ctime),
    mtime: timeText(service.mtime),
    editable: true,
    deleteable: true,
  };
};
