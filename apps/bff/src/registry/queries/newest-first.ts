/** A page of a list and how many there are in all. */
export interface Page<Row> {
  readonly amount: number;
  readonly rows: readonly Row[];
}

/** The part of a list between offset and offset + limit; beyond the end it is empty. */
export const pageOf = <Row>(rows: readonly Row[], offset: number, limit: number): Page<Row> => ({
  amount: rows.length,
  rows: rows.slice(offset, offset + limit),
});

/** Newest change first; within a second by `name`, so that pages do not overlap. */
export const newestFirst = <Row extends { readonly mtime: number }>(
  rows: Row[],
  name: (row: Row) => string,
): Row[] =>
  rows.sort((a, b) => {
    if (a.mtime !== b.mtime) return b.mtime - a.mtime;
    return name(a) < name(b) ? -1 : 1;
  });
