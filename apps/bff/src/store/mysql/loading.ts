import type { RecordKind } from '../../registry/changes.ts';
import type { StoreReader } from '../../registry/store-port.ts';
import { loadInstances } from '../packed/instance-bytes.ts';
import { recordFromJson } from '../record-json.ts';
import { type Head, readHead } from './head.ts';
import type { Db } from './sessions.ts';
import { ask, run } from './statements.ts';

/** Instances that the server joins into one value: a row at a time costs the driver ten times as much. */
const PAGE = 4096;
const RECORD_PAGE = 2000;

/** Runs `read` on a transaction that sees one moment of the data. */
export async function inSnapshot<T>(db: Db, read: (db: Db) => Promise<T>): Promise<T> {
  return db.connection().execute(async (one) => {
    await run(one, 'SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
    await run(one, 'START TRANSACTION WITH CONSISTENT SNAPSHOT');
    try {
      return await read(one);
    } finally {
      // A connection that was lost has ended its transaction itself.
      await run(one, 'ROLLBACK').catch(() => {});
    }
  });
}

/** Hands all data of one moment to `into`; answers the head of that moment. */
export const loadAll = (db: Db, into: StoreReader): Promise<Head> =>
  inSnapshot(db, async (one) => {
    const head = await readHead(one);
    await loadRecords(one, into);
    await loadPages(one, into);
    return head;
  });

async function loadRecords(db: Db, into: StoreReader): Promise<void> {
  let last: readonly [Buffer, Buffer] = [Buffer.alloc(0), Buffer.alloc(0)];
  for (;;) {
    const rows = await ask<{ kind: Buffer; name: Buffer; value: string }>(
      db,
      `SELECT kind, name, value FROM cynosure_record
        WHERE kind > ? OR (kind = ? AND name > ?) ORDER BY kind, name LIMIT ?`,
      [last[0], last[0], last[1], RECORD_PAGE],
    );
    for (const { kind, name, value } of rows) {
      // Written from a RecordKind.
      const of = kind.toString('utf8') as RecordKind;
      into.record(of, name.toString('utf8'), recordFromJson(of, value));
    }
    const end = rows.at(-1);
    if (end === undefined || rows.length < RECORD_PAGE) return;
    last = [end.kind, end.name];
  }
}

interface Page {
  readonly facts: Buffer | null;
  readonly states: Buffer | null;
  readonly bytes: number | null;
  readonly last: number | null;
}

async function loadPages(db: Db, into: StoreReader): Promise<void> {
  for (let after = -1; ; ) {
    const [page] = await ask<Page>(
      db,
      `SELECT GROUP_CONCAT(facts ORDER BY slot SEPARATOR '') AS facts,
          GROUP_CONCAT(state ORDER BY slot SEPARATOR '') AS states,
          CAST(SUM(OCTET_LENGTH(facts)) AS UNSIGNED) AS bytes, MAX(slot) AS last
        FROM (SELECT slot, facts, state FROM cynosure_instance WHERE slot > ? ORDER BY slot LIMIT ?) page`,
      [after, PAGE],
    );
    if (page === undefined || page.last === null) return;
    const { facts, states } = page;
    // The server cuts what exceeds its largest packet: such a page is read row by row.
    if (facts !== null && states !== null && facts.length === Number(page.bytes)) {
      loadInstances(facts, states, into);
    } else await loadOneByOne(db, after, page.last, into);
    after = page.last;
  }
}

async function loadOneByOne(db: Db, after: number, last: number, into: StoreReader): Promise<void> {
  for (let at = after; at < last; ) {
    const [row] = await ask<{ slot: number; facts: Buffer; state: Buffer }>(
      db,
      'SELECT slot, facts, state FROM cynosure_instance WHERE slot > ? ORDER BY slot LIMIT 1',
      [at],
    );
    if (row === undefined) return;
    loadInstances(row.facts, row.state, into);
    at = row.slot;
  }
}
