import { type ContractName, contractIdOf } from '../commands/contract-ids.ts';
import type { Contract } from '../model.ts';
import type { RegistryState } from '../state.ts';
import { BIT } from '../tables/instance-table.ts';
import { newestFirst, type Page, pageOf } from './newest-first.ts';
import { nameTest } from './wildcard.ts';

/** The contract that a request names: by its id where given, else by what it is (contract/grpc-naming.md §9). */
export function findContract(state: RegistryState, of: ContractName): Contract | undefined {
  const byId = state.contracts.get(contractIdOf(of));
  if (byId !== undefined || of.id) return byId;
  // One that was created with an id of its own.
  for (const one of state.contracts.values()) {
    if (
      one.type === of.type &&
      one.service === of.service &&
      one.namespace === of.namespace &&
      one.protocol === of.protocol &&
      one.version === of.version
    ) {
      return one;
    }
  }
  return undefined;
}

/** Filters of the contract list; absent = any (contract/http-naming.md §6). */
export interface ContractQuery {
  readonly id?: string | undefined;
  /** Wildcards. */
  readonly namespace?: string | undefined;
  readonly service?: string | undefined;
  /** Exact. */
  readonly type?: string | undefined;
  readonly protocol?: string | undefined;
  readonly version?: string | undefined;
  /** Part of the name or path of one of its interfaces. */
  readonly interfaceName?: string | undefined;
  readonly interfacePath?: string | undefined;
  /** Which of them may be shown; absent = all. */
  readonly maySee?: ((contract: Contract) => boolean) | undefined;
  readonly offset: number;
  readonly limit: number;
}

export function listContracts(state: RegistryState, query: ContractQuery): Page<Contract> {
  const inNamespace = nameTest(query.namespace ?? '*');
  const ofService = nameTest(query.service ?? '*');
  const isSame = (wanted: string | undefined, value: string) => wanted === undefined || wanted === value;
  const found = [...state.contracts.values()].filter(
    (one) =>
      inNamespace(one.namespace) &&
      ofService(one.service) &&
      isSame(query.id, one.id) &&
      isSame(query.type, one.type) &&
      isSame(query.protocol, one.protocol) &&
      isSame(query.version, one.version) &&
      (query.maySee?.(one) ?? true) &&
      hasInterface(one, query.interfaceName, query.interfacePath),
  );
  return pageOf(
    newestFirst(found, (one) => one.id),
    query.offset,
    query.limit,
  );
}

/** Every contract of a namespace, and of one service where given, newest first. */
export const contractVersions = (
  state: RegistryState,
  namespace: string,
  service: string | undefined,
): Contract[] =>
  newestFirst(
    [...state.contracts.values()].filter(
      (one) => one.namespace === namespace && (service === undefined || one.service === service),
    ),
    (one) => one.id,
  );

/** Whether a healthy instance of the service runs the version of the contract. */
export function isOnline(state: RegistryState, { namespace, service, version }: Contract): boolean {
  const entry = state.services.resolve(namespace, service);
  if (entry === undefined || entry.total === 0) return false;
  const { instances } = state;
  const wanted = version === '' ? 0 : instances.words.find(version);
  if (wanted === undefined) return false;
  for (const slot of instances.ofService.of(entry.service.key)) {
    if (instances.version[slot] === wanted && instances.has(slot, BIT.healthy)) return true;
  }
  return false;
}

function hasInterface(contract: Contract, name: string | undefined, path: string | undefined): boolean {
  if (name === undefined && path === undefined) return true;
  return contract.interfaces.some(
    (one) =>
      (name === undefined || one.type.includes(name)) && (path === undefined || one.path.includes(path)),
  );
}
