import type { ReactNode } from 'react';

/** A column of a data table. Columns are values: make them once, outside of rendering or in useMemo. */
export type Column<Row> = {
  key: string;
  head: string;
  /** The head is for screen readers only: the column explains itself. */
  headHidden?: boolean;
  /** Smallest width in px; what is left over is shared in proportion. */
  width: number;
  align?: 'end';
  /** Key of `sort`; without it the head is no button. */
  sort?: string;
  /** The first click on the head sorts downwards: for numbers of which the large ones are interesting. */
  largeFirst?: boolean;
  cell: (row: Row) => ReactNode;
  /** The cell's accessible name where the content says more than that, and the rest of it. */
  label?: (row: Row) => { name: string; more?: string | undefined };
  /** What is compared to see that the cell has changed; without it a cell never lights up. */
  watch?: (row: Row) => string | number | boolean | null | undefined;
  /** Order in which columns go when there is no room; the lowest goes first. Without it a column stays. */
  drop?: number;
  /** Stays out until somebody asks for it. */
  optional?: boolean;
  className?: string;
};

/** The columns that fit into `available` px, and the keys of those that had to go. */
export function fitColumns<Row>(
  columns: readonly Column<Row>[],
  available: number,
): { shown: readonly Column<Row>[]; leftOut: readonly string[] } {
  let need = columns.reduce((sum, column) => sum + column.width, 0);
  const gone = new Set<string>();
  const order = columns
    .filter((column) => column.drop !== undefined)
    .sort((a, b) => (a.drop ?? 0) - (b.drop ?? 0));
  for (const column of order) {
    if (need <= available) break;
    gone.add(column.key);
    need -= column.width;
  }
  return {
    shown: gone.size === 0 ? columns : columns.filter((column) => !gone.has(column.key)),
    leftOut: [...gone],
  };
}

/** The columns a person chose (`cols` of the address), in their order; unknown names are left out. */
export function chooseColumns<Row>(
  columns: readonly Column<Row>[],
  chosen: readonly string[] | undefined,
): readonly Column<Row>[] {
  if (!chosen) return columns.filter((column) => !column.optional);
  const [first] = columns;
  const wanted = chosen.flatMap((key) => columns.find((column) => column.key === key) ?? []);
  // The first column names the row and stays whatever is chosen.
  return first ? [first, ...wanted.filter((column) => column !== first)] : [];
}
