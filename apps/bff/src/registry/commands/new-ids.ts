import { hash, randomUUID } from 'node:crypto';

/** A new id, token or revision: 32 hex (contract/grpc-naming.md §11). */
export const newHex32 = (): string => randomUUID().replaceAll('-', '');

/** The id of an instance that names none itself (contract/grpc-naming.md §2.1). The host counts untrimmed. */
export const instanceIdOf = (address: {
  readonly namespace: string;
  readonly service: string;
  readonly vpcId?: string | null;
  readonly host: string;
  readonly port: number;
}): string => {
  const vpc = address.vpcId ? `##${address.vpcId}` : '';
  return hash('sha1', `${address.namespace}##${address.service}${vpc}##${address.host}##${address.port}`);
};
