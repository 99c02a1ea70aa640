import type { FilterFields } from '@cynosure/shared/console/filter-fields.ts';
import { parseQuery } from '@cynosure/shared/console/filter-query.ts';
import type { ProblemField } from '@cynosure/shared/console/problem.ts';
import { parseSort, type SortKey } from '@cynosure/shared/console/sort.ts';
import { fieldProblem, problem, type Refused } from '../problem.ts';

const MOST_ROWS = 500;
const MOST_FILTER_BYTES = 2_000;
const USUAL_ROWS = 200;

/** Collects what is wrong with the parameters of a request, so that all of it is said at once. */
export class ParamReader {
  readonly #query: URLSearchParams;
  readonly #fields: ProblemField[] = [];

  constructor(query: URLSearchParams) {
    this.#query = query;
  }

  /** A whole number from 0 to `most`. */
  whole(name: string, usual: number, most: number, least = 0): number {
    const text = this.#query.get(name);
    if (text === null || text === '') return usual;
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= most) return value;
    this.#fields.push(fieldProblem(name, `${name} must be a whole number from ${least} to ${most}.`));
    return usual;
  }

  limit(usual = USUAL_ROWS): number {
    return this.whole('limit', usual, MOST_ROWS, 1);
  }

  offset(): number {
    return this.whole('offset', 0, 10_000_000);
  }

  sort<Name extends string>(
    known: readonly Name[],
    usual: readonly SortKey<Name>[],
  ): readonly SortKey<Name>[] {
    const { sort, ignored } = parseSort(this.#query.get('sort'), known);
    for (const one of ignored)
      this.#fields.push(fieldProblem('sort', `${one} is not possible; sort by ${known.join(', ')}.`));
    return sort.length === 0 ? usual : sort;
  }

  /** Filters; here, unlike in the address of a page, a value that cannot be right is refused: a filter that is dropped would match more. */
  filters<Query extends object>(fields: FilterFields<Query>): Query {
    let bytes = 0;
    for (const name of ['q', ...Object.keys(fields)])
      for (const value of this.#query.getAll(name)) bytes += value.length;
    if (bytes > MOST_FILTER_BYTES)
      this.#fields.push(fieldProblem('q', `All filters together may have ${MOST_FILTER_BYTES} characters.`));
    const { query, ignored } = parseQuery(fields, this.#query);
    for (const one of ignored)
      this.#fields.push(fieldProblem(one.slice(0, one.indexOf('=')), `${one} cannot be a filter.`));
    return query;
  }

  /** One of some words; null where it is not given. */
  word<Word extends string>(name: string, words: readonly Word[]): Word | null {
    const text = this.#query.get(name);
    if (text === null || text === '') return null;
    const word = words.find((one) => one === text);
    if (word !== undefined) return word;
    this.#fields.push(fieldProblem(name, `${name} must be one of ${words.join(', ')}.`));
    return null;
  }

  /** An instant in epoch ms. */
  instant(name: string): number | undefined {
    const text = this.#query.get(name);
    if (text === null || text === '') return undefined;
    if (/^\d{1,15}$/.test(text)) return Number(text);
    this.#fields.push(fieldProblem(name, `${name} must be a time in milliseconds since 1970.`));
    return undefined;
  }

  complain(path: string, info: string): void {
    this.#fields.push(fieldProblem(path, info));
  }

  /** All that was wrong as one refusal, or null. */
  refusal(): Refused | null {
    if (this.#fields.length === 0) return null;
    const info = this.#fields.map((field) => field.info).join(' ');
    return problem(400, 'InvalidParameter', info, { type: 'InvalidFields', fields: this.#fields });
  }
}
