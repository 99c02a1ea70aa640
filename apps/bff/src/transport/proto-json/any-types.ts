import { createRegistry, type DescFile, type DescMessage } from '@bufbuild/protobuf';
import { file_v1_service_manage_response } from '@cynosure/proto/v1/service_manage/response_pb.ts';

const withDependencies = (file: DescFile): DescFile[] => [
  ...file.dependencies.flatMap(withDependencies),
  file,
];

const known = createRegistry(
  ...new Set(withDependencies(file_v1_service_manage_response).filter((file) => file.proto.package === 'v1')),
);

const PREFIX = 'type.googleapis.com/';

/** The message that a type URL of an `Any` names, or undefined for one that is not of this protocol. */
export const messageOfTypeUrl = (url: string): DescMessage | undefined =>
  known.getMessage(url.slice(url.lastIndexOf('/') + 1));

/** The type URL under which a message travels in an `Any`. */
export const typeUrlOf = (desc: DescMessage): string => PREFIX + desc.typeName;
