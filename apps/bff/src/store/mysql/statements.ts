import { CompiledQuery } from 'kysely';
import { escape as escapeText, format } from 'mysql2';
import type { Db } from './sessions.ts';

/** What stands in a statement, escaped by its kind. */
export type Value = string | number | null | Buffer;
export type Values = readonly Value[];

/**
 * Rows of one statement, as many as the reference takes (contract/store.md §2, limits), and characters, so that it
 * stays far from any packet's limit.
 */
const ROWS = 100;
const CHARS = 1024 * 1024;

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

/**
 * Runs finished statements in one packet, which the writer's session alone allows; none after the first that fails.
 * Answers how many rows each matched.
 */
export async function runAll(db: Db, texts: readonly string[]): Promise<readonly number[]> {
  const [first = ''] = texts;
  if (texts.length === 1) return [await run(db, first)];
  const answers = await ask<{ readonly affectedRows?: number }>(db, texts.join(';\n'));
  if (answers.length !== texts.length) {
    throw new Error(`${texts.length} statements had ${answers.length} answers`);
  }
  return answers.map(({ affectedRows }) => affectedRows ?? 0);
}

/** The statement with its values in the places of the `?`. */
export const filledIn = (text: string, values: readonly (Value | Value[])[]): string =>
  format(text, [...values]);

/** `head VALUES (…), (…) tail`, in as many statements as it takes. */
export function* insertTexts(head: string, rows: readonly Values[], tail = ''): Generator<string> {
  for (const { texts } of chunks(rows)) yield `${head} VALUES (${texts.join('), (')}) ${tail}`;
}

/** Statements about many keys: `text` holds one `IN (?)`, and before it a `?` for each value of `before`. */
export function* keyTexts(
  text: string,
  keys: readonly Value[],
  before: readonly Value[] = [],
): Generator<string> {
  for (let from = 0; from < keys.length; from += ROWS) {
    yield filledIn(text, [...before, keys.slice(from, from + ROWS)]);
  }
}

/** `head JOIN (rows as a table v of the columns names) tail`. */
export interface RowUpdate {
  readonly head: string;
  readonly names: readonly string[];
  readonly tail: string;
}

/** `UPDATE` of many rows to values of their own. */
export function* updateTexts({ head, names, tail }: RowUpdate, rows: readonly Values[]): Generator<string> {
  for (const { first, texts } of chunks(rows)) {
    const named = names.map((name, n) => `${literal(first[n] ?? null)} AS ${name}`).join(', ');
    const table = [named, ...texts.slice(1)].join(' UNION ALL SELECT ');
    yield `${head} JOIN (SELECT ${table}) v ${tail}`;
  }
}

/** Runs a statement about many keys. Answers how many rows it matched. */
export async function withKeys(
  db: Db,
  text: string,
  keys: readonly Value[],
  before: readonly Value[] = [],
): Promise<number> {
  let matched = 0;
  for (const one of keyTexts(text, keys, before)) matched += await run(db, one);
  return matched;
}

function literal(value: Value): string {
  if (typeof value === 'string') return escapeText(value);
  if (typeof value === 'number') return String(value);
  return value === null ? 'NULL' : `x'${value.toString('hex')}'`;
}

interface Chunk {
  readonly first: Values;
  /** The values of each row, as they stand in a statement. */
  readonly texts: readonly string[];
}

function* chunks(rows: readonly Values[]): Generator<Chunk> {
  let first: Values = [];
  let texts: string[] = [];
  let chars = 0;
  for (const row of rows) {
    const text = row.map(literal).join(', ');
    if (texts.length > 0 && (texts.length === ROWS || chars + text.length > CHARS)) {
      yield { first, texts };
      texts = [];
      chars = 0;
    }
    if (texts.length === 0) first = row;
    texts.push(text);
    chars += text.length;
  }
  if (texts.length > 0) yield { first, texts };
}
