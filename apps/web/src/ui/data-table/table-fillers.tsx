import type { Column } from './column.ts';

const SKELETONS = 12;

/** Rows that stand while the real ones are on their way, in the widths of the columns. */
export function Skeletons<Row>({ columns, ticks }: { columns: readonly Column<Row>[]; ticks: boolean }) {
  return Array.from({ length: SKELETONS }, (_, index) => (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: these rows hold nothing that takes the focus.
    <tr key={index} aria-hidden="true">
      {ticks ? <td /> : null}
      {columns.map((column, place) => (
        <td key={column.key} className={column.align}>
          <span
            className="skeleton"
            style={{ width: Math.round(column.width * (0.4 + ((index * 7 + place * 3) % 5) / 12)) }}
          />
        </td>
      ))}
    </tr>
  ));
}

/** The room of rows that are not drawn. */
export const Spacer = ({ height, width }: { height: number; width: number }) => (
  // biome-ignore lint/a11y/noAriaHiddenOnFocusable: as above.
  <tr className="spacer" aria-hidden="true">
    <td colSpan={width} style={{ height }} />
  </tr>
);

/** A row that has not been read yet. */
export const Blank = ({ index, height, width }: { index: number; height: number; width: number }) => (
  <tr aria-rowindex={index + 2} aria-busy="true">
    <td colSpan={width} style={{ height }}>
      <span className="skeleton" style={{ width: 160 }} />
    </td>
  </tr>
);
