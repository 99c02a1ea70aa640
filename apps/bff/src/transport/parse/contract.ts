import type { InterfaceDescriptor, ServiceContract } from '@cynosure/proto/v1/service_manage/contract_pb.ts';
import { codes } from '@cynosure/shared/codes.ts';
import { done, type Outcome, type Refusal, refused } from '@cynosure/shared/outcome.ts';
import type { ContractName, InterfaceDraft } from '../../registry/commands/contract-ids.ts';
import type { ContractDraft } from '../../registry/commands/contracts.ts';
import { isName } from './limits.ts';

const badRequest = (detail: string): Refusal =>
  refused('BadRequest', `${codes.BadRequest.info}: invalid service_contract ${detail}`);

/** What names a contract; nothing is checked. */
export const contractNameOf = (message: ServiceContract): ContractName => ({
  ...(message.id === '' ? {} : { id: message.id }),
  namespace: message.namespace,
  service: message.service,
  name: message.name,
  type: message.type === '' ? message.name : message.type,
  protocol: message.protocol,
  version: message.version,
});

/** What a client reports about its service: only the paths of interfaces are checked (contract/grpc-naming.md §9). */
export function parseContractReport(message: ServiceContract): Outcome<ContractDraft> {
  const interfaces = parseInterfaces(message.interfaces, (one) => one.path === '');
  if (interfaces.code !== 'ExecuteSuccess') return interfaces;
  return done({ ...contractNameOf(message), content: message.content, interfaces: interfaces.value });
}

/** What an operator writes of a contract (contract/http-naming.md §6): namespace, name, protocol, paths. */
export function parseContract(message: ServiceContract): Outcome<ContractDraft> {
  if (message.id === '' && !isName(message.namespace)) return refused('InvalidNamespaceName');
  if (message.name === '') return badRequest('name');
  if (message.protocol === '') return badRequest('protocol');
  return parseContractInterfaces(message);
}

/** Interfaces to write or to delete; one may be named by its id alone. */
export function parseContractInterfaces(message: ServiceContract): Outcome<ContractDraft> {
  const interfaces = parseInterfaces(message.interfaces, (one) => one.path === '' && one.id === '');
  if (interfaces.code !== 'ExecuteSuccess') return interfaces;
  return done({ ...contractNameOf(message), content: message.content, interfaces: interfaces.value });
}

/** Which contract a client asks for: name 400103, namespace 400110, protocol 400103; the service is not checked. */
export function parseContractQuestion(message: ServiceContract): Outcome<ContractName> {
  if (message.name === '') return refused('InvalidParameter');
  if (message.namespace === '') return refused('InvalidNamespaceName');
  if (message.protocol === '') return refused('InvalidParameter');
  return done(contractNameOf(message));
}

function parseInterfaces(
  given: readonly InterfaceDescriptor[],
  isFaulty: (one: InterfaceDescriptor) => boolean,
): Outcome<InterfaceDraft[]> {
  if (given.some(isFaulty)) return badRequest('interface path');
  return done(
    given.map(({ id, type, name, method, path, content }) => ({ id, type, name, method, path, content })),
  );
}
