import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Operation } from '../../registry/model.ts';
import { type ChainPoint, nextLink } from '../hash-chain.ts';
import { operationColumns } from '../operation-query.ts';

/** Appends to the two chains of the history, inside the transaction of whoever calls. */
export class HistoryWriter {
  readonly #operation: StatementSync;
  readonly #clients: StatementSync;

  constructor(db: DatabaseSync) {
    this.#operation = db.prepare(
      `INSERT INTO operation
         (seq, id, at, actor, action, outcome, namespace, service, host, ticket, prev, hash, body)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#clients = db.prepare(
      'INSERT INTO history (position, at, prev, hash, payload) VALUES (?, ?, ?, ?, ?)',
    );
  }

  /** Answers the new head of the operations. */
  operation(after: ChainPoint, body: string): ChainPoint {
    // The text was made by encodeBatch from an Operation.
    const columns = operationColumns(JSON.parse(body) as Operation);
    const link = nextLink(after, after.seq + 1, columns.at, Buffer.from(body));
    this.#operation.run(
      ...[link.seq, columns.id, columns.at, columns.actor, columns.action, columns.outcome],
      ...[columns.namespace, columns.service, columns.host, columns.ticket],
      ...[link.prev, link.hash, body],
    );
    return { seq: link.seq, hash: link.hash };
  }

  /** Answers the new head of the client records. */
  clients(after: ChainPoint, position: number, at: number, entries: string): ChainPoint {
    const link = nextLink(after, position, at, Buffer.from(entries));
    this.#clients.run(link.seq, link.at, link.prev, link.hash, link.payload);
    return { seq: link.seq, hash: link.hash };
  }
}
