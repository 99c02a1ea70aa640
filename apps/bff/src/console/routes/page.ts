import type { FacetValue, Page } from '@cynosure/shared/console/page.ts';
import type { ConsoleContext } from '../context.ts';
import { readCursor, writeCursor } from '../cursor.ts';
import { problem, type Refused } from '../problem.ts';
import type { ParamReader } from '../read/query-params.ts';
import type { ListedRows, ResultSet } from '../result-sets.ts';
import { type Answer, type ConsoleRequest, ok } from '../route.ts';

/** A list of one kind, as far as paging goes. */
export interface Listing<Row> {
  readonly kind: ResultSet['kind'];
  /** Query and order as one text. */
  readonly queryText: string;
  /** The rows in their order now, and the facets that were asked for. */
  readonly run: () => { readonly rows: ListedRows; readonly facets?: Record<string, FacetValue[]> };
  /** The row at a place of the frozen order, with today's values; undefined where nothing can be said of it any more. */
  readonly rowAt: (set: ResultSet, place: number) => Row | undefined;
  /** The id by which a row is found again. */
  readonly idAt: (set: ResultSet, place: number) => string;
  /** Place of a row by that id, or -1. */
  readonly placeOf: (set: ResultSet, id: string) => number;
  readonly totalUnfiltered: () => number;
}

/**
 * Answers a page: the first of a new query (`near` = the one that holds that row), a window into a result set
 * (`resultSet`, `offset`), or the next or previous one of a cursor (console/data-shapes.md §2.1).
 */
export function pageAnswer<Row>(
  context: ConsoleContext,
  request: ConsoleRequest,
  params: ParamReader,
  listing: Listing<Row>,
): Answer {
  const limit = params.limit();
  const offset = params.offset();
  const refusal = params.refusal();
  if (refusal !== null) return refusal;
  const pager = new Pager(context, request, listing, limit);
  const resultSet = request.query.get('resultSet');
  if (resultSet !== null) return pager.window(resultSet, offset);
  const cursor = request.query.get('cursor');
  return cursor !== null ? pager.goOn(cursor) : pager.first(offset, request.query.get('near'));
}

class Pager<Row> {
  readonly #context: ConsoleContext;
  readonly #request: ConsoleRequest;
  readonly #listing: Listing<Row>;
  readonly #limit: number;

  constructor(context: ConsoleContext, request: ConsoleRequest, listing: Listing<Row>, limit: number) {
    this.#context = context;
    this.#request = request;
    this.#listing = listing;
    this.#limit = limit;
  }

  first(offset: number, near: string | null): Answer {
    const { set, facets } = this.#run();
    if (near === null) return this.#page(set, offset, facets);
    const place = this.#listing.placeOf(set, near);
    const start = place === -1 ? 0 : place - (place % this.#limit);
    return this.#page(set, start, facets);
  }

  window(id: string, offset: number): Answer {
    const set = this.#context.resultSets.use(id, this.#request.asker);
    return set?.kind === this.#listing.kind ? this.#page(set, offset) : resultSetGone();
  }

  goOn(text: string): Answer {
    const cursor = readCursor(text);
    if (cursor === undefined) return problem(400, 'InvalidParameter', 'The cursor is none of this server.');
    if (cursor.queryText !== this.#listing.queryText) {
      return problem(400, 'InvalidParameter', 'The cursor belongs to other filters or another order.');
    }
    const known = this.#context.resultSets.use(cursor.resultSet, this.#request.asker);
    if (known?.kind === this.#listing.kind) return this.#page(known, cursor.offset);
    const { set } = this.#run();
    const place = this.#listing.placeOf(set, cursor.lastId);
    return this.#page(set, place === -1 ? cursor.offset : place + 1, undefined, { reordered: true });
  }

  #run(): { set: ResultSet; facets: Record<string, FacetValue[]> | undefined } {
    const { resultSets, state } = this.#context;
    const { run, queryText } = this.#listing;
    const { rows, facets } = run();
    const set = resultSets.add({
      session: this.#request.asker.session,
      stamp: this.#request.asker.rights.stamp,
      position: state.position,
      queryText,
      rows,
      again: () => run().rows,
    });
    return { set, facets };
  }

  #page(
    set: ResultSet,
    wanted: number,
    facets?: Record<string, FacetValue[]>,
    more: Pick<Page<Row>, 'reordered'> = {},
  ): Answer {
    const { rowAt, totalUnfiltered } = this.#listing;
    const offset = Math.min(wanted, set.length);
    const end = Math.min(offset + this.#limit, set.length);
    const items: Row[] = [];
    for (let place = offset; place < end; place += 1) {
      const row = rowAt(set, place);
      if (row !== undefined) items.push(row);
    }
    const page: Page<Row> = {
      items,
      total: set.length,
      resultSet: set.id,
      offset,
      nextCursor: end < set.length ? this.#cursor(set, end) : null,
      prevCursor: offset > 0 ? this.#cursor(set, Math.max(0, offset - this.#limit)) : null,
      position: String(this.#context.state.position),
      asOf: this.#context.clock.wallMs(),
      ...(facets === undefined ? {} : { facets }),
      totalUnfiltered: totalUnfiltered(),
      ...more,
    };
    return ok(page);
  }

  #cursor(set: ResultSet, offset: number): string {
    const { idAt, queryText } = this.#listing;
    return writeCursor({
      resultSet: set.id,
      offset,
      lastId: offset === 0 ? '' : idAt(set, offset - 1),
      queryText,
    });
  }
}

/** The browser asks again, with `near` where it was looking. */
export const resultSetGone = (): Refused =>
  problem(410, 'NotFoundResource', 'The result set is no longer kept; run the query again.', {
    type: 'ResultSetGone',
  });

/** For lists whose rows go by name. `rowOf` answers undefined for what is no longer there. */
export const namedRows = <Row>(
  rowOf: (name: string) => Row | undefined,
): Pick<Listing<Row>, 'rowAt' | 'idAt' | 'placeOf'> => ({
  rowAt: (set, place) => rowOf(nameAt(set, place)),
  idAt: nameAt,
  placeOf: (set, id) => (set.kind === 'instances' ? -1 : set.names.indexOf(id)),
});

const nameAt = (set: ResultSet, place: number): string =>
  set.kind === 'instances' ? '' : (set.names[place] ?? '');
