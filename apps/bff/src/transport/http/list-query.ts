import { done, type Outcome, refused } from '@cynosure/shared/outcome.ts';

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 100;
/** No list is longer; larger offsets are as far beyond the end. */
const MAX_OFFSET = 0xffff_ffff;

export interface Paging {
  readonly offset: number;
  readonly limit: number;
}

/** `offset` and `limit` of a list (contract/http-naming.md §1.5). Refuses with the bare InvalidParameter. */
export function pagingOf(query: URLSearchParams): Outcome<Paging> {
  const offset = wholeNumber(query.get('offset'), 0);
  const limit = wholeNumber(query.get('limit'), DEFAULT_LIMIT);
  if (offset === null || limit === null) return refused('InvalidParameter');
  return done({ offset: Math.min(offset, MAX_OFFSET), limit: Math.min(limit, MAX_LIMIT) });
}

function wholeNumber(text: string | null, fallback: number): number | null {
  if (text === null) return fallback;
  return /^\+?\d{1,15}$/.test(text) ? Number(text) : null;
}

/** Chooses the language of texts, so it may stand beside any filter. */
const LANGUAGE_KEY = 'lang';

/**
 * The first value of each parameter; `keys` and `values` given several times are joined by `,`. Refuses unknown
 * parameters and, where `mayBeEmpty` does not name them, empty ones.
 */
export function strictParameters<Key extends string>(
  query: URLSearchParams,
  allowed: readonly Key[],
  mayBeEmpty: readonly string[] = [],
): Outcome<Partial<Record<Key, string>>> {
  const found: Partial<Record<Key, string>> = {};
  for (const key of new Set(query.keys())) {
    if (key === LANGUAGE_KEY || key === 'offset' || key === 'limit') continue;
    const name = allowed.find((one) => one === key);
    if (name === undefined) return refused('InvalidParameter', `invalid parameter: ${key} is not allowed`);
    const value = joins(key) ? query.getAll(key).join(',') : (query.get(key) ?? '');
    if (value === '' && !mayBeEmpty.includes(key)) {
      return refused('InvalidParameter', `invalid parameter: the value for ${key} is empty`);
    }
    found[name] = value;
  }
  return done(found);
}

const joins = (key: string): boolean => key === 'keys' || key === 'values';

/** The parts of a comma list. */
export const listOf = (text: string): string[] => text.split(',');

/** The numbers of a comma list; anything else in it is passed over (contract §5). */
export const portsOf = (text: string | undefined): number[] =>
  text === undefined
    ? []
    : listOf(text)
        .filter((one) => /^\d{1,9}$/.test(one))
        .map(Number);
