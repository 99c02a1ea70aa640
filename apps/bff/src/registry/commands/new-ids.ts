import { hash, randomFillSync } from 'node:crypto';
import { ulid } from 'ulid';

/** Random bytes are drawn for many ids at once: for each by itself they would cost more than all else of it. */
const pool = Buffer.alloc(4096);
let poolAt = pool.length;

/** Where the next so many random bytes lie in the pool. */
function draw(count: number): number {
  if (poolAt + count > pool.length) {
    randomFillSync(pool);
    poolAt = 0;
  }
  poolAt += count;
  return poolAt - count;
}

const ID_BYTES = 16;

/** A new id, token or revision: 32 hex (contract/grpc-naming.md §11). */
export function newHex32(): string {
  const from = draw(ID_BYTES);
  return pool.toString('hex', from, from + ID_BYTES);
}

const fraction = (): number => (pool[draw(1)] ?? 0) / 256;

/** A new ULID, which sorts by time. `wallMs` = now. */
export const newUlid = (wallMs: number): string => ulid(wallMs, fraction);

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
