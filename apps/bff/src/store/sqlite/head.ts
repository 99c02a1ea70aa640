import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { ChainPoint } from '../hash-chain.ts';

/** Where the store stands: the row of the table `head`. */
export interface Head {
  readonly position: number;
  readonly batchId: string;
  readonly operationAnchor: ChainPoint;
  readonly operationHead: ChainPoint;
  readonly clientAnchor: ChainPoint;
  readonly clientHead: ChainPoint;
}

/** Reads the head; throws where it is missing, because then nothing else can be trusted. */
export function readHead(db: DatabaseSync): Head {
  const row = db.prepare('SELECT * FROM head').get();
  if (!row) throw new Error('the head of the store is missing');
  const point = (seq: string, hash: string): ChainPoint => ({
    seq: Number(row[seq]),
    hash: row[hash] instanceof Uint8Array ? row[hash] : new Uint8Array(0),
  });
  return {
    position: Number(row.position),
    batchId: String(row.batch_id),
    operationAnchor: point('operation_anchor', 'operation_anchor_hash'),
    operationHead: point('operation_head', 'operation_head_hash'),
    clientAnchor: point('client_anchor', 'client_anchor_hash'),
    clientHead: point('client_head', 'client_head_hash'),
  };
}

/** What one commit moves. */
export interface Advance {
  readonly position: number;
  readonly batchId: string;
  readonly at: number;
  readonly operationHead: ChainPoint;
  readonly clientHead: ChainPoint;
}

export class HeadWriter {
  readonly #update: StatementSync;

  constructor(db: DatabaseSync) {
    this.#update = db.prepare(
      `UPDATE head SET position = ?, batch_id = ?, at = ?,
         operation_head = ?, operation_head_hash = ?, client_head = ?, client_head_hash = ?`,
    );
  }

  write(to: Advance): void {
    const { operationHead, clientHead } = to;
    this.#update.run(
      ...[to.position, to.batchId, to.at],
      ...[operationHead.seq, operationHead.hash, clientHead.seq, clientHead.hash],
    );
  }
}
