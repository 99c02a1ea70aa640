import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { isCode, SQLITE } from './sqlite-errors.ts';

/** Some of the store's content, in the order records, instances. Buffers are the receiver's. */
export type Page =
  /** kind, key and value of each record, flat. */
  | { readonly kind: 'records'; readonly texts: readonly string[] }
  /** See instance-bytes.ts. */
  | {
      readonly kind: 'instances';
      readonly rows: Uint8Array<ArrayBuffer>;
      readonly states: Uint8Array<ArrayBuffer>;
    }
  | { readonly kind: 'end'; readonly position: number };

const RECORDS_PER_PAGE = 4096;
/** As large as pages of instances should be: some milliseconds of work for the loading thread. */
const PAGE_BYTES = 1024 * 1024;
const MAX_ROWS = 16_384;
/** Above it SQLite gives up joining and the page is asked for again with fewer rows. */
const MAX_PAGE_BYTES = 256 * 1024 * 1024;

/**
 * Reads the content page by page. SQLite itself joins the rows of a page into one value: per row that is a
 * fifth of what it costs to make JavaScript values of its columns.
 */
export function* readPages(db: DatabaseSync, position: number): Generator<Page> {
  yield* recordPages(db);
  yield* instancePages(db);
  yield { kind: 'end', position };
}

function* recordPages(db: DatabaseSync): Generator<Page> {
  const next = db.prepare(
    'SELECT kind, key, value FROM record WHERE (kind, key) > (?, ?) ORDER BY kind, key LIMIT ?',
  );
  let last: readonly [string, string] = ['', ''];
  for (;;) {
    const rows = next.all(...last, RECORDS_PER_PAGE);
    const final = rows.at(-1);
    if (!final) return;
    last = [String(final.kind), String(final.key)];
    yield {
      kind: 'records',
      texts: rows.flatMap((row) => [row.kind, row.key, row.value].map(String)),
    };
  }
}

function* instancePages(db: DatabaseSync): Generator<Page> {
  const joined = joiner(db);
  const lastSlot = db.prepare(
    'SELECT max(slot) AS slot FROM (SELECT slot FROM instance WHERE slot > ? ORDER BY slot LIMIT ?)',
  );
  let after = -1;
  let count = 1024;
  for (;;) {
    const upTo = lastSlot.get(after, count)?.slot;
    // States past the last instance are asked for too, so that one without an instance is not overlooked.
    const page = joined(after, typeof upTo === 'number' ? upTo : Number.MAX_SAFE_INTEGER);
    if (page === 'too big') {
      count = Math.ceil(count / 16);
      continue;
    }
    // Looked at before the page is handed away: then it is empty here.
    const size = page.rows.length;
    if (size > 0 || page.states.length > 0) yield { kind: 'instances', ...page };
    if (typeof upTo !== 'number') return;
    after = upTo;
    count = Math.max(1, Math.min(MAX_ROWS, Math.floor((count * PAGE_BYTES) / (size + 1))));
  }
}

interface Joined {
  readonly rows: Uint8Array<ArrayBuffer>;
  readonly states: Uint8Array<ArrayBuffer>;
}

function joiner(db: DatabaseSync): (after: number, upTo: number) => Joined | 'too big' {
  const rows = db.prepare(joinSql('instance', 'row'));
  const states = db.prepare(joinSql('instance_state', 'state'));
  return (after, upTo) => {
    const usual = db.limits.length;
    db.limits.length = MAX_PAGE_BYTES;
    try {
      return { rows: joinedBytes(rows, after, upTo), states: joinedBytes(states, after, upTo) };
    } catch (error) {
      if (isCode(error, SQLITE.TOOBIG)) return 'too big';
      throw error;
    } finally {
      db.limits.length = usual;
    }
  };
}

/** Casting between BLOB and TEXT keeps the bytes as they are (sqlite.org/lang_expr.html#castexpr). */
const joinSql = (table: string, column: string): string =>
  `SELECT CAST(coalesce(group_concat(CAST(${column} AS TEXT), ''), '') AS BLOB) AS bytes
   FROM (SELECT ${column} FROM ${table} WHERE slot > ? AND slot <= ? ORDER BY slot)`;

function joinedBytes(statement: StatementSync, after: number, upTo: number): Uint8Array<ArrayBuffer> {
  const bytes = statement.get(after, upTo)?.bytes;
  return bytes instanceof Uint8Array ? bytes : new Uint8Array(0);
}
