/** Rows by place; a place that has not been read yet is undefined. */
export type RowSource<Row> = {
  count: number;
  at: (index: number) => Row | undefined;
  /** Those that have been read, where that is not all of them. */
  loaded?: () => readonly Row[];
};

export const rowsOf = <Row>(items: readonly Row[]): RowSource<Row> => ({
  count: items.length,
  at: (index) => items[index],
});
