import type { DatabaseSync, SQLInputValue, SQLOutputValue } from 'node:sqlite';
import { BULK_PART, type Operation } from '../../registry/model.ts';
import type { HistoryBreak, OperationQuery } from '../../registry/store-port.ts';
import { broken, type ChainLink, verifyChain } from '../hash-chain.ts';
import {
  actionCondition,
  EQUAL_FILTERS,
  EQUALS,
  hostsNamed,
  type OperationColumns,
  operationColumns,
} from '../operation-query.ts';
import { readHead } from './head.ts';

type Row = Record<string, SQLOutputValue>;

/** The bodies (JSON) of the operations that a query finds, newest first. */
export function findOperations(db: DatabaseSync, query: OperationQuery): readonly string[] {
  if (query.limit <= 0) return [];
  const conditions = ['action <> ?'];
  const values: SQLInputValue[] = [BULK_PART];
  const where = (condition: string, value: SQLInputValue | undefined) => {
    if (value === undefined) return;
    conditions.push(condition);
    values.push(value);
  };
  // An unknown operation makes the subquery null and the page empty.
  where('seq < (SELECT seq FROM operation WHERE id = ?)', query.before);
  where('at >= ?', query.fromAt);
  where('at < ?', query.toAt);
  const action = actionCondition(query.action);
  if (action !== null) {
    conditions.push(action.sql);
    values.push(...action.values);
  }
  for (const name of EQUAL_FILTERS) where(`${EQUALS[name]} = ?`, query[name]);
  const filter = `WHERE ${conditions.join(' AND ')}`;
  const hosts = hostsNamed(query.host);
  const from = hosts.length === 0 ? 'operation' : `operation JOIN (${onHosts(hosts.length)}) USING (seq)`;
  const rows = db
    .prepare(`SELECT body FROM ${from} ${filter} ORDER BY seq DESC LIMIT ?`)
    .all(...hosts, ...hosts.map((host) => `,${host},`), ...values, query.limit);
  return rows.map((row) => String(row.body));
}

/** Operations on any of so many hosts: theirs alone by one index, those that name several by another. */
const onHosts = (n: number): string => `
  SELECT seq FROM operation WHERE host IN (${Array(n).fill('?').join(', ')})
  UNION
  SELECT seq FROM operation WHERE instr(host, ',') > 0
    AND (${Array(n).fill("instr(',' || host || ',', ?) > 0").join(' OR ')})`;

export function findOperation(db: DatabaseSync, id: string): string | undefined {
  const row = db.prepare('SELECT body FROM operation WHERE id = ?').get(id);
  return row && String(row.body);
}

/** See Store.verifyHistory; looks at one moment of the data while commits go on. */
export function verifyHistory(db: DatabaseSync): HistoryBreak | null {
  db.exec('BEGIN');
  try {
    const head = readHead(db);
    return (
      verifyChain('operations', head.operationAnchor, head.operationHead, links(db, OPERATIONS)) ??
      forgedColumns(db) ??
      verifyChain('clients', head.clientAnchor, head.clientHead, links(db, CLIENTS))
    );
  } finally {
    db.exec('COMMIT');
  }
}

const OPERATIONS = 'SELECT seq, at, prev, hash, CAST(body AS BLOB) AS payload FROM operation ORDER BY seq';
const CLIENTS = 'SELECT position AS seq, at, prev, hash, payload FROM history ORDER BY position';

function* links(db: DatabaseSync, sql: string): Generator<ChainLink> {
  for (const row of db.prepare(sql).iterate()) {
    yield {
      seq: Number(row.seq),
      at: Number(row.at),
      payload: bytesOf(row.payload),
      prev: bytesOf(row.prev),
      hash: bytesOf(row.hash),
    };
  }
}

const bytesOf = (value: SQLOutputValue | undefined): Uint8Array =>
  value instanceof Uint8Array ? value : new Uint8Array(0);

/** The columns that are searched by are not hashed: they must say what the hashed body says. */
function forgedColumns(db: DatabaseSync): HistoryBreak | null {
  for (const row of db.prepare('SELECT * FROM operation ORDER BY seq').iterate()) {
    // The body's hash was verified before, so it is what was written.
    const columns = operationColumns(JSON.parse(String(row.body)) as Operation);
    if (!sameColumns(row, columns))
      return broken('operations', Number(row.seq), 'has columns that were altered');
  }
  return null;
}

const sameColumns = (row: Row, columns: OperationColumns): boolean =>
  Object.entries(columns).every(([name, value]) => row[name] === value);
