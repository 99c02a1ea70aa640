import type { ChainPoint } from '../hash-chain.ts';
import type { Db } from './sessions.ts';
import { ask, run } from './statements.ts';

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

/** The first statement of every commit: nobody else decides until the transaction ends (core.md §6). */
export const lockHead = (db: Db): Promise<Head> => headBy(db, `${SELECT} FOR UPDATE`);

export const readHead = (db: Db): Promise<Head> => headBy(db, SELECT);

async function headBy(db: Db, text: string): Promise<Head> {
  const [row] = await ask<HeadRow>(db, text);
  if (row === undefined) throw new Error('the head of the store is missing');
  return {
    position: Number(row.position),
    epoch: row.epoch.toString('latin1'),
    operationHead: { seq: Number(row.operation_head), hash: row.operation_head_hash },
    clientHead: { seq: Number(row.client_head), hash: row.client_head_hash },
    wallMs: Number(row.wall_ms),
  };
}

export async function moveHead(
  db: Db,
  { position, operationHead, clientHead }: Pick<Head, 'position' | 'operationHead' | 'clientHead'>,
): Promise<void> {
  await run(
    db,
    `UPDATE cynosure_head SET position = ?, operation_head = ?, operation_head_hash = ?, client_head = ?,
      client_head_hash = ? WHERE one = 1`,
    [position, operationHead.seq, operationHead.hash, clientHead.seq, clientHead.hash],
  );
}
