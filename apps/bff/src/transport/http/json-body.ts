import type { DescMessage, MessageShape } from '@bufbuild/protobuf';
import { codes } from '@cynosure/shared/codes.ts';
import { done, type Outcome, type Refusal, refused } from '@cynosure/shared/outcome.ts';
import { messageFromJson } from '../proto-json.ts';
import { MAX_ITEMS } from './batch.ts';
import type { Call } from './route.ts';

/** How deep arrays and objects may lie in each other; checked before parsing, because depth costs memory. */
const MAX_DEPTH = 512;
/**
 * How many values a body may hold: each costs time, too, and nobody else is served meanwhile. A hundred services
 * with 64 labels each are some ten thousand.
 */
const MAX_VALUES = 100_000;
/** Smaller bodies cannot hold enough to harm. */
const SMALL = 64 * 1024;

/** One thing of a request: the message, and the value as it was written, for members of our own. */
export interface Item<Desc extends DescMessage> {
  readonly message: MessageShape<Desc>;
  readonly raw: unknown;
}

/** The message of a body that holds one. Refuses with ParseException and what is wrong where. */
export function oneFromBody<Desc extends DescMessage>(call: Call, schema: Desc): Outcome<Item<Desc>> {
  const parsed = parsedBody(call);
  return parsed.code === 'ExecuteSuccess' ? itemOf(schema, parsed.value) : parsed;
}

/** Any JSON value of a body. */
export function valueFromBody(call: Call): Outcome<unknown> {
  return parsedBody(call);
}

/**
 * The messages of a body that holds an array (contract/http-naming.md §1.4). `null`, a bare number and `{}`
 * count as an empty one. Refusals: ParseException, EmptyRequest, BatchSizeOverLimit.
 */
export function manyFromBody<Desc extends DescMessage>(call: Call, schema: Desc): Outcome<Item<Desc>[]> {
  const parsed = parsedBody(call);
  if (parsed.code !== 'ExecuteSuccess') return parsed;
  if (!Array.isArray(parsed.value)) {
    return countsAsEmpty(parsed.value) ? refused('EmptyRequest') : undecodable('not at beginning of value');
  }
  const values: readonly unknown[] = parsed.value;
  if (values.length === 0) return refused('EmptyRequest');
  if (values.length > MAX_ITEMS) return refused('BatchSizeOverLimit');
  const items: Item<Desc>[] = [];
  for (const [index, value] of values.entries()) {
    const item = itemOf(schema, value);
    if (item.code !== 'ExecuteSuccess') return refused(item.code, `${item.info ?? ''} (item ${index + 1})`);
    items.push(item.value);
  }
  return done(items);
}

function itemOf<Desc extends DescMessage>(schema: Desc, raw: unknown): Outcome<Item<Desc>> {
  const message = messageFromJson(schema, raw);
  if (message.code !== 'ExecuteSuccess') return message;
  return done({ message: message.value, raw });
}

const countsAsEmpty = (value: unknown): boolean =>
  value === null ||
  typeof value === 'number' ||
  (typeof value === 'object' && Object.keys(value).length === 0);

function parsedBody({ body }: Call): Outcome<unknown> {
  if (body.code !== 'ExecuteSuccess') return body;
  const { value: text } = body;
  const excess = text.length > SMALL ? excessOf(text) : null;
  if (excess !== null) return undecodable(excess);
  try {
    return done(JSON.parse(text));
  } catch (error) {
    return undecodable(error instanceof Error ? error.message : String(error));
  }
}

const undecodable = (detail: string): Refusal =>
  refused('ParseException', `${codes.ParseException.info}: ${detail}`);

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);

/** What a large text has too much of, else null. Only counts; whether it is JSON is the parser's business. */
function excessOf(text: string): string | null {
  let depth = 0;
  let values = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charCodeAt(at);
    if (char === QUOTE) {
      at = endOfString(text, at);
    } else if (OPENING.has(char)) {
      values += 1;
      depth += 1;
      if (depth > MAX_DEPTH) return `nested more than ${MAX_DEPTH} levels deep`;
    } else if (CLOSING.has(char)) {
      depth -= 1;
    } else if (char === COMMA) {
      values += 1;
      if (values > MAX_VALUES) return `more than ${MAX_VALUES} values`;
    }
  }
  return null;
}

/** Index of the quote that ends the string which begins at `start`, or of the last character. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return end;
  }
  return text.length;
}
