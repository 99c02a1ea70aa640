import type { MessageInitShape } from '@bufbuild/protobuf';
import {
  InterfaceDescriptor_Source,
  type ServiceContract,
  type ServiceContractSchema,
} from '@cynosure/proto/v1/service_manage/contract_pb.ts';
import type { Response } from '@cynosure/proto/v1/service_manage/response_pb.ts';
import { done, refused } from '@cynosure/shared/outcome.ts';
import { serviceRef } from '../../access/refs.ts';
import { reportContract } from '../../registry/commands/contracts.ts';
import { timeText } from '../../registry/instance-codec.ts';
import type { Contract } from '../../registry/model.ts';
import { findContract } from '../../registry/queries/contracts.ts';
import { parseContractQuestion, parseContractReport } from '../parse/contract.ts';
import type { ClientCall, ClientParts } from './client-parts.ts';
import { replyOf } from './replies.ts';

/** How the reference shows the times of a contract that is not there. */
const NO_TIME = '0001-01-01 00:00:00';

/** ReportServiceContract (contract/grpc-naming.md §9): success without members. */
export async function reportServiceContract(
  { registry }: ClientParts,
  message: ServiceContract,
  call: ClientCall,
): Promise<Response> {
  const { namespace, service } = message;
  const caller = call.admit({ about: [serviceRef(registry.state, namespace, service)] });
  if (caller.code !== 'ExecuteSuccess') return replyOf(caller);
  const draft = parseContractReport(message);
  if (draft.code !== 'ExecuteSuccess') return replyOf(draft);
  return replyOf(await registry.run(reportContract(draft.value, call.actor(caller.value))));
}

/** GetServiceContract (§9): an unknown contract is a success with an empty one. */
export function getServiceContract(
  { registry }: ClientParts,
  message: ServiceContract,
  call: ClientCall,
): Response {
  const named = { name: message.service, namespace: message.namespace };
  const { state } = registry;
  const caller = call.admit({ about: [serviceRef(state, message.namespace, message.service)] });
  if (caller.code !== 'ExecuteSuccess') return replyOf(caller, { service: named });
  const question = parseContractQuestion(message);
  if (question.code !== 'ExecuteSuccess')
    return replyOf(question, { service: named, serviceContract: message });
  const source = state.services.resolve(message.namespace, message.service)?.service;
  const found = findContract(state, {
    ...question.value,
    namespace: source?.namespace ?? message.namespace,
    service: source?.name ?? message.service,
    type: message.name,
  });
  if (found === undefined) {
    const none = { ctime: NO_TIME, mtime: NO_TIME };
    return replyOf(done(null), { service: { ...named, revision: '' }, serviceContract: none });
  }
  if (message.revision !== '' && message.revision === found.revision) {
    return replyOf(refused('DataNoChange'), { service: named });
  }
  const { revision } = found;
  return replyOf(done(null), { service: { ...named, revision }, serviceContract: contractMessage(found) });
}

/** A stored contract as a message; its name is the stored type. */
export const contractMessage = (one: Contract): MessageInitShape<typeof ServiceContractSchema> => ({
  id: one.id,
  name: one.type,
  type: one.type,
  namespace: one.namespace,
  service: one.service,
  protocol: one.protocol,
  version: one.version,
  revision: one.revision,
  content: one.content,
  ctime: timeText(one.ctime),
  mtime: timeText(one.mtime),
  interfaces: one.interfaces.map((each) => ({
    id: each.id,
    name: each.type,
    type: each.type,
    method: each.method,
    path: each.path,
    content: each.content,
    source: SOURCES[each.source],
    revision: each.revision,
    ctime: timeText(each.ctime),
    mtime: timeText(each.mtime),
  })),
});

const SOURCES = {
  Unknown: InterfaceDescriptor_Source.UNKNOWN,
  Manual: InterfaceDescriptor_Source.Manual,
  Client: InterfaceDescriptor_Source.Client,
} as const;
