import { create, toBinary } from '@bufbuild/protobuf';
import { type Any, AnySchema } from '@bufbuild/protobuf/wkt';
import {
  type ServiceContract as ContractMessage,
  ServiceContractSchema,
} from '@cynosure/proto/v1/service_manage/contract_pb.ts';
import { isDone, type Outcome, refused } from '@cynosure/shared/outcome.ts';
import type { Caller } from '../../access/caller.ts';
import type { Permission } from '../../access/permissions.ts';
import { serviceRef } from '../../access/refs.ts';
import type { Ref } from '../../access/resource.ts';
import type { ContractName } from '../../registry/commands/contract-ids.ts';
import {
  type ContractDraft,
  changeInterfaces,
  deleteContract,
  type InterfaceChange,
  writeContract,
} from '../../registry/commands/contracts.ts';
import type { Actor, Contract } from '../../registry/model.ts';
import { contractVersions, findContract, isOnline, listContracts } from '../../registry/queries/contracts.ts';
import type { RegistryState } from '../../registry/state.ts';
import { contractMessage } from '../client/contract-calls.ts';
import { contractNameOf, parseContract, parseContractInterfaces } from '../parse/contract.ts';
import { typeUrlOf } from '../proto-json/any-types.ts';
import { collectedVerdict, finalVerdict } from './batch.ts';
import { manyFromBody, oneFromBody } from './json-body.ts';
import { pagingOf } from './list-query.ts';
import type { RegistryParts } from './registry-parts.ts';
import { batchRefusal, batchReply, emptyEntry, entry, page, pageRefusal, single } from './reply.ts';
import type { Call, Reply, Route } from './route.ts';

/** Service contracts (contract/http-naming.md §6). */
export function contractRoutes(parts: RegistryParts): Route[] {
  const { registry } = parts;
  const surface = 'console';
  const path = '/naming/v1/service/contract';
  return [
    {
      method: 'POST',
      path: `${path}s`,
      surface,
      needs: 'CreateServiceContracts',
      handle: (call) =>
        writeMany(parts, call, parseContract, (draft, by) => registry.run(writeContract(draft, by))),
    },
    {
      method: 'POST',
      path: `${path}s/delete`,
      surface,
      needs: 'DeleteServiceContracts',
      handle: (call) => writeMany(parts, call, anyName, (name, by) => registry.run(deleteContract(name, by))),
    },
    {
      method: 'GET',
      path: `${path}s`,
      surface,
      needs: 'DescribeServiceContracts',
      handle: (call) => list(parts, call),
    },
    {
      method: 'GET',
      path: `${path}/versions`,
      surface,
      needs: 'DescribeServiceContractVersions',
      handle: (call) => versions(parts, call),
    },
    {
      method: 'POST',
      path: `${path}/methods`,
      surface,
      needs: 'CreateServiceContractInterfaces',
      handle: (call) => writeInterfaces(parts, call, 'replace'),
    },
    {
      method: 'PUT',
      path: `${path}/methods/append`,
      surface,
      needs: 'AppendServiceContractInterfaces',
      handle: (call) => writeInterfaces(parts, call, 'append'),
    },
    {
      method: 'POST',
      path: `${path}/methods/delete`,
      surface,
      needs: 'DeleteServiceContractInterfaces',
      handle: (call) => writeInterfaces(parts, call, 'remove'),
    },
  ];
}

/** Members are not checked for a deletion (contract §6). */
const anyName = (message: ContractMessage): Outcome<ContractName> => ({
  code: 'ExecuteSuccess',
  value: contractNameOf(message),
});

/** One fault, and nothing is done; entries have code and info only. */
async function writeMany<Asked extends ContractName>(
  { registry: { state } }: RegistryParts,
  call: Call,
  parse: (message: ContractMessage) => Outcome<Asked>,
  write: (asked: Asked, by: Actor) => Promise<Outcome<null>>,
): Promise<Reply> {
  const items = manyFromBody(call, ServiceContractSchema);
  if (!isDone(items)) return batchRefusal(items);
  const parsed = items.value.map(({ message }) => parse(message));
  if (!parsed.every(isDone)) {
    const responses = parsed.map((one) => (isDone(one) ? emptyEntry() : entry(one)));
    return batchReply(collectedVerdict(responses), responses);
  }
  const admission = call.admit({ about: parsed.flatMap(({ value }) => refsOf(state, value)) });
  if (!isDone(admission)) return batchRefusal(admission);
  const by = call.actor(admission.value);
  const outcomes = await Promise.all(parsed.map(({ value }) => write(value, by)));
  const responses = outcomes.map((outcome) => entry(outcome));
  return batchReply(finalVerdict(responses), responses);
}

/** The service that a contract names, and the one of a stored contract that is meant by its id. */
function refsOf(state: RegistryState, name: ContractName): Ref[] {
  const known = findContract(state, name) ?? name;
  const refs = [known, name].map(({ namespace, service }) => serviceRef(state, namespace, service));
  // By its id alone, nothing else is named.
  return name.namespace === '' && known !== name ? refs.slice(0, 1) : refs;
}

async function writeInterfaces(
  { registry }: RegistryParts,
  call: Call,
  how: InterfaceChange,
): Promise<Reply> {
  const item = oneFromBody(call, ServiceContractSchema);
  if (!isDone(item)) return single(item);
  const { message } = item.value;
  // What an id names need not be named otherwise.
  const asked: Outcome<ContractDraft> =
    message.id === '' ? parseContract(message) : parseContractInterfaces(message);
  if (!isDone(asked)) return single(asked);
  const admission = call.admit({ about: refsOf(registry.state, asked.value) });
  if (!isDone(admission)) return single(admission);
  const by = call.actor(admission.value);
  return single(await registry.run(changeInterfaces(asked.value, how, asked.value.interfaces, by)));
}

/** Unknown parameters and empty values say nothing (contract §6). */
function list({ registry }: RegistryParts, call: Call): Reply {
  const admission = call.admit({ about: 'something' });
  if (!isDone(admission)) return pageRefusal(admission);
  const paging = pagingOf(call.query);
  if (!isDone(paging)) return pageRefusal(paging);
  const given = (key: string) => call.query.get(key) || undefined;
  const { amount, rows } = listContracts(registry.state, {
    ...paging.value,
    id: given('id'),
    namespace: given('namespace'),
    service: given('service'),
    type: given('type') ?? given('name'),
    protocol: given('protocol'),
    version: given('version'),
    interfaceName: given('interface_name'),
    interfacePath: given('interface_path'),
    maySee: seenContracts(registry.state, call, admission.value, 'DescribeServiceContracts'),
  });
  const isBrief = call.query.get('brief') === 'true';
  const data = rows.map((row) => packed(contractRow(row, isOnline(registry.state, row), isBrief)));
  return page(amount, rows.length, { data });
}

function seenContracts(
  state: RegistryState,
  call: Call,
  caller: Caller,
  permission: Permission,
): ((one: Contract) => boolean) | undefined {
  if (call.may(caller, permission)) return undefined;
  return ({ namespace, service }) => call.may(caller, permission, [serviceRef(state, namespace, service)]);
}

function versions({ registry }: RegistryParts, call: Call): Reply {
  const admission = call.admit({ about: 'something' });
  if (!isDone(admission)) return pageRefusal(admission);
  const namespace = call.query.get('namespace') ?? '';
  if (namespace === '') {
    return pageRefusal(refused('InvalidParameter', 'invalid parameter: namespace is empty'));
  }
  const { state } = registry;
  const maySee = seenContracts(state, call, admission.value, 'DescribeServiceContractVersions');
  const all = contractVersions(state, namespace, call.query.get('service') || undefined);
  const rows = maySee === undefined ? all : all.filter(maySee);
  const data = rows.map((row) =>
    packed(create(ServiceContractSchema, { ...contractMessage(row), content: '', interfaces: [] })),
  );
  return page(rows.length, 0, { data });
}

const packed = (message: ContractMessage): Any =>
  create(AnySchema, {
    typeUrl: typeUrlOf(ServiceContractSchema),
    value: toBinary(ServiceContractSchema, message),
  });

/** Brief rows leave out what may be large. */
const contractRow = (row: Contract, online: boolean, isBrief: boolean): ContractMessage =>
  create(ServiceContractSchema, {
    ...contractMessage(row),
    ...(isBrief ? { content: '', interfaces: [] } : {}),
    status: online ? 'Online' : 'Offline',
  });
