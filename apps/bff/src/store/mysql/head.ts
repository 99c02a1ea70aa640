import type { ChainPoint } from '../hash-chain.ts';
import type { Script } from './script.ts';
import type { Db } from './sessions.ts';
import { ask } from './statements.ts';

/** Where the database stands: the row of cynosure_head. */
export interface Head {
  readonly position: number;
  readonly epoch: string;
  readonly operationHead: ChainPoint;
  readonly clientHead: ChainPoint;
  /** The database's clock, epoch ms. */
  readonly wallMs: number;
}

interface HeadRow {
  readonly position: number;
  readonly epoch: Buffer;
  readonly operation_head: number;
  readonly operation_head_hash: Buffer;
  readonly client_head: number;
  readonly client_head_hash: Buffer;
  readonly wall_ms: number;
}

const SELECT = `SELECT position, epoch, operation_head, operation_head_hash, client_head, client_head_hash,
  CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS UNSIGNED) AS wall_ms FROM cynosure_head WHERE one = 1`;

/**
 * Begins a transaction of the writer's session and locks the head in it, the first thing that every commit does:
 * nobody else decides until the transaction ends (core.md §6).
 */
export async function beginLocked(db: Db): Promise<Head> {
  const [, rows = []] = await ask<readonly HeadRow[]>(db, `START TRANSACTION;\n${SELECT} FOR UPDATE`);
  return headOf(rows);
}

export const readHead = async (db: Db): Promise<Head> => headOf(await ask<HeadRow>(db, SELECT));

function headOf([row]: readonly HeadRow[]): Head {
  if (row === undefined) throw new Error('the head of the store is missing');
  return {
    position: Number(row.position),
    epoch: row.epoch.toString('latin1'),
    operationHead: { seq: Number(row.operation_head), hash: row.operation_head_hash },
    clientHead: { seq: Number(row.client_head), hash: row.client_head_hash },
    wallMs: Number(row.wall_ms),
  };
}

export function moveHead(
  script: Script,
  { position, operationHead, clientHead }: Pick<Head, 'position' | 'operationHead' | 'clientHead'>,
): void {
  script.add(
    `UPDATE cynosure_head SET position = ?, operation_head = ?, operation_head_hash = ?, client_head = ?,
      client_head_hash = ? WHERE one = 1`,
    [
      position,
      operationHead.seq,
      Buffer.from(operationHead.hash),
      clientHead.seq,
      Buffer.from(clientHead.hash),
    ],
  );
}
