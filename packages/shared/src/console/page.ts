/** One value of a facet: how many rows have it, and how many of those are unhealthy. */
export type FacetValue = { value: string; count: number; unhealthy: number };

/** A window into a result set: order and membership are frozen, values are today's. */
export type Page<Row> = {
  items: Row[];
  /** Exact. */
  total: number;
  resultSet: string;
  /** Where items[0] stands in the frozen order. */
  offset: number;
  nextCursor: string | null;
  prevCursor: string | null;
  position: string;
  asOf: number;
  /** Only the ones asked for, at most 20 values each. `label` facets are named `label:{key}`. */
  facets?: Record<string, FacetValue[]>;
  /** How many there would be without the filters; for the face "no match". */
  totalUnfiltered?: number;
  /** The result set of the cursor was gone: a row may come twice or not at all; drop doubles by id. */
  reordered?: true;
  /** Parts that did not answer, by the name of the member that is missing. */
  missing?: string[];
};

/** What re-running the query of a result set would change. */
export type ResultSetDrift = {
  total: number;
  position: string;
  asOf: number;
  drift: { added: number; gone: number; moved: number };
};

/** A frozen selection of instances, kept for a day; with `resultSet=` in the request, beside that list. */
export type SelectionView = {
  selection: string;
  total: number;
  frozenAt: number;
  /** Rows of the list that are not in it, at most 5,000 by id, and how many there are. */
  outside?: string[];
  outsideTotal?: number;
  /** How many of it are not in the list. */
  notShown?: number;
};
