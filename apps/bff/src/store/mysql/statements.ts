import { CompiledQuery } from 'kysely';
import type { Db } from './sessions.ts';

/** The driver writes them into the statement, each escaped by its kind. */
export type Value = string | number | null | Buffer;
export type Values = readonly Value[];

/**
 * Rows per statement, and bytes, so that a statement stays far from any packet's limit. The reference takes 100 rows
 * (contract/store.md §2, limits); each statement is a round trip under the lock of the head row, so ours are larger.
 */
const ROWS = 500;
const BYTES = 1024 * 1024;

/** Runs one statement whose values are given apart. Answers how many rows it matched. */
export async function run(db: Db, text: string, values: readonly unknown[] = []): Promise<number> {
  const { numAffectedRows } = await db.executeQuery(CompiledQuery.raw(text, [...values]));
  return Number(numAffectedRows ?? 0n);
}

/** Rows that a question finds; `T` is what its author says its columns are. */
export async function ask<T>(db: Db, text: string, values: readonly unknown[] = []): Promise<readonly T[]> {
  const { rows } = await db.executeQuery<T>(CompiledQuery.raw(text, [...values]));
  return rows;
}

/** `INSERT` or `REPLACE` of many rows: `head VALUES (…), (…) tail`. Answers how many rows went, old ones counted too. */
export async function insertRows(db: Db, head: string, rows: readonly Values[], tail = ''): Promise<number> {
  let affected = 0;
  for (const some of chunks(rows)) affected += await run(db, `${head} VALUES ? ${tail}`, [some]);
  return affected;
}

/** A statement about many keys: `text` holds one `IN (?)`, after `before`. Answers how many rows it matched. */
export async function withKeys(
  db: Db,
  text: string,
  keys: readonly Value[],
  before: readonly Value[] = [],
): Promise<number> {
  let matched = 0;
  for (let from = 0; from < keys.length; from += ROWS) {
    matched += await run(db, text, [...before, keys.slice(from, from + ROWS)]);
  }
  return matched;
}

/**
 * `UPDATE` of many rows to values of their own: the rows are joined as a table `v` of the columns `names`.
 * Answers how many were matched.
 */
export async function updateRows(
  db: Db,
  { head, names, tail }: { readonly head: string; readonly names: readonly string[]; readonly tail: string },
  rows: readonly Values[],
): Promise<number> {
  let matched = 0;
  for (const some of chunks(rows)) {
    const [first = [], ...more] = some;
    const named = names.map((name) => `? AS ${name}`).join(', ');
    const others = more.map(() => ` UNION ALL SELECT ${names.map(() => '?').join(', ')}`).join('');
    const text = `${head} JOIN (SELECT ${named}${others}) v ${tail}`;
    matched += await run(db, text, [...first, ...more.flat()]);
  }
  return matched;
}

function* chunks(rows: readonly Values[]): Generator<readonly Values[]> {
  let some: Values[] = [];
  let bytes = 0;
  for (const row of rows) {
    const size = row.reduce<number>((sum, value) => sum + sizeOf(value), 0);
    if (some.length > 0 && (some.length === ROWS || bytes + size > BYTES)) {
      yield some;
      some = [];
      bytes = 0;
    }
    some.push(row);
    bytes += size;
  }
  if (some.length > 0) yield some;
}

const sizeOf = (value: Value): number =>
  typeof value === 'string' ? value.length : Buffer.isBuffer(value) ? 2 * value.length : 8;
