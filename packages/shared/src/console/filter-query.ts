import { type FilterFields, type FilterKind, readFilterValue } from './filter-fields.ts';

/** A query as parsed, and what was dropped from it, as `name=value`. */
export type ParsedQuery<Query> = { query: Query; ignored: string[] };

type Values = Record<string, string | boolean | (string | number)[]>;

const MOST_FREE_TEXT = 2_000;
/** What columns are called, where the filter is called otherwise: whoever reads "Health" types `health:unhealthy`. */
const COLUMNS: Readonly<Record<string, string>> = { health: 'state', isolation: 'state' };

/**
 * Reads a query from an address. Names that are no filter are left alone, values that cannot be right are
 * dropped and named: a bad address is never an error page.
 */
export function parseQuery<Query extends object>(
  fields: FilterFields<Query>,
  address: URLSearchParams,
): ParsedQuery<Query> {
  const query: Values = {};
  const ignored: string[] = [];
  const q = address.get('q')?.trim().slice(0, MOST_FREE_TEXT);
  if (q) query.q = q;
  for (const [name, kind] of entriesOf(fields)) {
    for (const text of address.getAll(name)) {
      if (!put(query, name, kind, text)) ignored.push(`${name}=${text}`);
    }
  }
  return { query: asQuery<Query>(query), ignored };
}

/** Writes a query into an address, in one order whatever order it was made in, so that equal queries are equal. */
export function formatQuery<Query extends object>(
  fields: FilterFields<Query>,
  query: Query,
): URLSearchParams {
  const address = new URLSearchParams();
  const values = asValues(query);
  if (typeof values.q === 'string' && values.q) address.set('q', values.q);
  for (const [name] of entriesOf(fields)) {
    const value = values[name];
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) address.append(name, String(one));
  }
  return address;
}

/**
 * Reads the text of a filter field, names of columns taken for their filters: `zone:gz-3 version:4.3* label:track=canary 10.5`.
 * `zone=gz-3` is the same: it is what labels, addresses and other consoles look like. What is no filter is free text; a
 * value with spaces stands in double quotes.
 */
export function parseFilterText<Query extends object>(
  fields: FilterFields<Query>,
  text: string,
): ParsedQuery<Query> {
  const query: Values = {};
  const ignored: string[] = [];
  const free: string[] = [];
  const kinds = new Map(entriesOf(fields));
  for (const word of wordsOf(text)) {
    const sign = word.search(/[:=]/);
    const negated = word.startsWith('!');
    const written = word.slice(negated ? 1 : 0, Math.max(sign, 0));
    const name = kinds.has(written) ? written : (COLUMNS[written] ?? written);
    const kind = sign > 0 ? kinds.get(name) : undefined;
    if (!kind) {
      free.push(word);
      continue;
    }
    const bare = word.slice(sign + 1);
    const value = `${negated && !bare.startsWith('!') ? '!' : ''}${bare}`;
    if (!put(query, name, kind, kind.kind === 'label' ? labelFromText(value) : value)) ignored.push(word);
  }
  if (free.length > 0) query.q = free.join(' ');
  return { query: asQuery<Query>(query), ignored };
}

/** The text of a filter field for a query: what parseFilterText reads back to the same query. */
export function formatFilterText<Query extends object>(fields: FilterFields<Query>, query: Query): string {
  const words = filterChips(fields, query).map((chip) => quoted(chip.text));
  const { q } = asValues(query);
  return [...words, ...(typeof q === 'string' && q ? [q] : [])].join(' ');
}

/** One filter of a query, as a chip shows and removes it. */
export type FilterChip = { name: string; value: string; negated: boolean; text: string };

export function filterChips<Query extends object>(fields: FilterFields<Query>, query: Query): FilterChip[] {
  const values = asValues(query);
  return entriesOf(fields).flatMap(([name, kind]) => {
    const value = values[name];
    if (value === undefined) return [];
    return (Array.isArray(value) ? value : [value]).map((one) => {
      const text = String(one);
      const negated = text.startsWith('!');
      const shown = kind.kind === 'label' ? text.replace(':', '=') : text;
      return { name, value: negated ? shown.slice(1) : shown, negated, text: `${name}:${shown}` };
    });
  });
}

/** The query without what `chip` stands for. */
export function withoutChip<Query extends object>(
  fields: FilterFields<Query>,
  query: Query,
  chip: FilterChip,
): Query {
  const address = formatQuery(fields, query);
  const kind = new Map(entriesOf(fields)).get(chip.name);
  const shown = `${chip.negated ? '!' : ''}${chip.value}`;
  const gone = kind?.kind === 'label' ? labelFromText(shown) : shown;
  const rest = address.getAll(chip.name).filter((value) => value !== gone);
  address.delete(chip.name);
  for (const value of rest) address.append(chip.name, value);
  return parseQuery(fields, address).query;
}

function put(query: Values, name: string, kind: FilterKind, text: string): boolean {
  const value = readFilterValue(kind, text);
  if (value === undefined) return false;
  if (typeof value === 'boolean') {
    query[name] = value;
    return true;
  }
  const before = query[name];
  const list = Array.isArray(before) ? before : [];
  query[name] = list.includes(value) ? list : [...list, value];
  return true;
}

function labelFromText(text: string): string {
  const equals = text.indexOf('=');
  const colon = text.indexOf(':');
  if (equals > 0 && (colon < 0 || equals < colon))
    return `${text.slice(0, equals)}:${text.slice(equals + 1)}`;
  return colon > 0 || text === '' ? text : `${text}:*`;
}

const WORD = /(?:[^\s"]|"[^"]*(?:"|$))+/g;

const wordsOf = (text: string): string[] => (text.match(WORD) ?? []).map((word) => word.replaceAll('"', ''));

const quoted = (word: string): string => {
  if (!/\s/.test(word)) return word;
  const colon = word.indexOf(':');
  return `${word.slice(0, colon + 1)}"${word.slice(colon + 1)}"`;
};

// A query is an object of optional members whose names and kinds `fields` lists; the two views below are the same
// object seen by name, which TypeScript cannot follow through a table.
const entriesOf = <Query>(fields: FilterFields<Query>): [string, FilterKind][] => Object.entries(fields);
const asQuery = <Query>(values: Values): Query => values as Query;
const asValues = (query: object): Values => query as Values;
