import type { Batch } from '../../registry/changes.ts';
import { BULK_PART, type Operation } from '../../registry/model.ts';
import type { HistoryBreak, OperationQuery } from '../../registry/store-port.ts';
import { broken, type ChainLink, type ChainPoint, nextLink, verifyChain } from '../hash-chain.ts';
import { actionCondition, EQUAL_FILTERS, EQUALS, hostsNamed, operationColumns } from '../operation-query.ts';
import { packClientEntries } from '../packed/batch-codec.ts';
import { type Head, readHead } from './head.ts';
import type { Script } from './script.ts';
import type { Db } from './sessions.ts';
import { ask, type Value, type Values } from './statements.ts';

/** Entries of a chain that are read at a time. */
const PAGE = 500;

const bytesOf = (text: string | null): Buffer | null => (text === null ? null : Buffer.from(text));

/** Appends a batch to both chains; answers the new heads. */
export async function appendHistory(
  script: Script,
  batch: Batch,
  head: Pick<Head, 'operationHead' | 'clientHead'>,
): Promise<Pick<Head, 'operationHead' | 'clientHead'>> {
  let { operationHead, clientHead } = head;
  const rows: Values[] = [];
  for (const operation of batch.operations) {
    const body = Buffer.from(JSON.stringify(operation));
    const { id, at, actor, action, outcome, namespace, service, host, ticket } = operationColumns(operation);
    const link = nextLink(operationHead, operationHead.seq + 1, at, body);
    const columns = [actor, action, outcome, namespace, service, host, ticket].map(bytesOf);
    rows.push([
      link.seq,
      Buffer.from(id),
      at,
      ...columns,
      Buffer.from(link.prev),
      Buffer.from(link.hash),
      body,
    ]);
    operationHead = { seq: link.seq, hash: link.hash };
  }
  await script.insert(
    'INSERT INTO cynosure_operation (seq, id, at, actor, action, outcome, namespace, service, host, ticket, prev, hash, body)',
    rows,
  );
  if (batch.clientEntries.length > 0) {
    const payload = Buffer.from(packClientEntries(batch.clientEntries));
    const link = nextLink(clientHead, batch.position, batch.at, payload);
    await script.insert('INSERT INTO cynosure_history (seq, at, prev, hash, payload)', [
      [link.seq, link.at, Buffer.from(link.prev), Buffer.from(link.hash), payload],
    ]);
    clientHead = { seq: link.seq, hash: link.hash };
  }
  return { operationHead, clientHead };
}

/** Operations on any of so many hosts: theirs alone by index, those that name several by a walk along the index of hosts. */
const onHosts = (n: number): string => `
  SELECT seq FROM cynosure_operation WHERE host IN (${Array(n).fill('?').join(', ')})
  UNION
  SELECT seq FROM cynosure_operation WHERE LOCATE(',', host) > 0
    AND (${Array(n).fill('FIND_IN_SET(?, host) > 0').join(' OR ')})`;

/** The bodies (JSON) of the operations that a query finds, newest first. */
export async function findOperations(db: Db, query: OperationQuery): Promise<readonly Operation[]> {
  if (query.limit <= 0) return [];
  const conditions = ['action <> ?'];
  const values: Value[] = [BULK_PART];
  const where = (condition: string, value: Value | undefined) => {
    if (value === undefined) return;
    conditions.push(condition);
    values.push(value);
  };
  const text = (value: string | undefined) => (value === undefined ? undefined : Buffer.from(value));
  // An unknown operation makes the subquery null and the page empty.
  where('seq < (SELECT seq FROM cynosure_operation WHERE id = ?)', text(query.before));
  where('at >= ?', query.fromAt);
  where('at < ?', query.toAt);
  const action = actionCondition(query.action);
  if (action !== null) {
    conditions.push(action.sql);
    values.push(...action.values.map((one) => Buffer.from(one)));
  }
  for (const name of EQUAL_FILTERS) where(`${EQUALS[name]} = ?`, text(query[name]));
  const hosts = hostsNamed(query.host).map((host) => Buffer.from(host));
  const table = 'cynosure_operation';
  const from = hosts.length === 0 ? table : `${table} JOIN (${onHosts(hosts.length)}) AS about USING (seq)`;
  const rows = await ask<{ body: Buffer }>(
    db,
    `SELECT body FROM ${from} WHERE ${conditions.join(' AND ')} ORDER BY seq DESC LIMIT ?`,
    [...hosts, ...hosts, ...values, query.limit],
  );
  return rows.map(({ body }) => operationOf(body));
}

export async function findOperation(db: Db, id: string): Promise<Operation | undefined> {
  const [row] = await ask<{ body: Buffer }>(db, 'SELECT body FROM cynosure_operation WHERE id = ?', [
    Buffer.from(id),
  ]);
  return row === undefined ? undefined : operationOf(row.body);
}

/** Each body was written from an Operation. */
const operationOf = (body: Uint8Array): Operation =>
  JSON.parse(Buffer.from(body).toString('utf8')) as Operation;

/** See Store.verifyHistory; `db` is a transaction that sees one moment of the data. */
export async function verifyHistory(db: Db): Promise<HistoryBreak | null> {
  const head = await readHead(db);
  const operations = await allLinks(db, 'SELECT *, body AS payload FROM cynosure_operation');
  const clients = await allLinks(db, 'SELECT * FROM cynosure_history');
  return (
    verifyChain('operations', await anchorOf(db, 'operations'), head.operationHead, operations) ??
    forgedColumns(operations) ??
    verifyChain('clients', await anchorOf(db, 'clients'), head.clientHead, clients)
  );
}

type LinkRow = ChainLink & Readonly<Record<string, unknown>>;

async function allLinks(db: Db, select: string): Promise<readonly LinkRow[]> {
  const all: LinkRow[] = [];
  for (;;) {
    const last = all.at(-1)?.seq ?? -1;
    const rows = await ask<LinkRow>(db, `${select} WHERE seq > ? ORDER BY seq LIMIT ?`, [last, PAGE]);
    all.push(...rows);
    if (rows.length < PAGE) return all;
  }
}

async function anchorOf(db: Db, chain: string): Promise<ChainPoint> {
  const [row] = await ask<ChainPoint>(db, 'SELECT seq, hash FROM cynosure_anchor WHERE chain = ?', [chain]);
  if (row === undefined) throw new Error(`the anchor of ${chain} is missing`);
  return row;
}

/** The columns that are searched by are not hashed: they must say what the hashed body says. */
function forgedColumns(rows: readonly LinkRow[]): HistoryBreak | null {
  for (const row of rows) {
    for (const [name, value] of Object.entries(operationColumns(operationOf(row.payload)))) {
      const stored = row[name];
      const found = Buffer.isBuffer(stored) ? stored.toString('utf8') : stored;
      if (found !== value) return broken('operations', row.seq, 'has columns that were altered');
    }
  }
  return null;
}
