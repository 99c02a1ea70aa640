import { hash } from 'node:crypto';
import type { Contract, ContractInterface } from '../model.ts';

/** What names a contract. `type` is the stored one: `type` of a request, else its `name`. */
export interface ContractName {
  /** Given and not empty: used as it is. */
  readonly id?: string;
  readonly namespace: string;
  readonly service: string;
  /** The request's `name`, which the id is made of. */
  readonly name: string;
  readonly type: string;
  readonly protocol: string;
  readonly version: string;
}

/** Contract/grpc-naming.md §9: the given id, else a hash of what names it. */
export const contractIdOf = (of: ContractName): string =>
  of.id ? of.id : hash('sha1', `${of.namespace}##${of.service}##${of.name}##${of.protocol}##${of.version}`);

/** An interface as a request writes it. */
export interface InterfaceDraft {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly content: string;
}

const SOURCE_NUMBER = { Unknown: 0, Manual: 1, Client: 2 } as const;

export function interfaceIdOf(
  contractId: string,
  of: Pick<InterfaceDraft, 'id' | 'method' | 'path' | 'name'>,
  source: ContractInterface['source'],
): string {
  if (of.id !== '') return of.id;
  return hash('sha1', `${contractId}##${of.method}##${of.path}##${of.name}##${SOURCE_NUMBER[source]}`);
}

/** `<service>/<type>/<protocol>/<version>`, how history calls a contract (contract/health-check.md §12). */
export const contractLabel = (of: Pick<Contract, 'service' | 'type' | 'protocol' | 'version'>): string =>
  `${of.service}/${of.type}/${of.protocol}/${of.version}`;
