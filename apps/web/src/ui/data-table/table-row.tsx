import { memo, type ReactNode } from 'react';
import type { Column } from './column.ts';
import { useChanged } from './use-changed.ts';

export type RowProps<Row> = {
  row: Row;
  id: string;
  index: number;
  label: string;
  columns: readonly Column<Row>[];
  card: ((row: Row) => ReactNode) | undefined;
  active: boolean;
  selected: boolean;
  opened: boolean;
  gone: boolean;
  opens: boolean;
  /** Name of the row's tick; without it rows cannot be selected. */
  tickLabel: string | undefined;
  onTick: (id: string, index: number, range: boolean) => void;
};

/** One row. Cells are drawn again only when the row's own value changes. */
export const TableRow = memo(function TableRow<Row>(props: RowProps<Row>) {
  const { row, id, index, label, columns, card, active, selected, opened, gone, opens, tickLabel, onTick } =
    props;
  return (
    <tr
      data-row={index}
      data-id={id}
      data-on={selected || opened || undefined}
      data-gone={gone || undefined}
      className={opens ? 'opens' : undefined}
      aria-label={label}
      aria-rowindex={index + 2}
      aria-selected={selected || opened}
      tabIndex={active ? 0 : -1}
    >
      {tickLabel ? (
        <td className="tick-cell">
          <input
            type="checkbox"
            className="tick"
            tabIndex={-1}
            aria-label={tickLabel}
            checked={selected}
            onClick={(event) => onTick(id, index, event.shiftKey)}
            readOnly
          />
        </td>
      ) : null}
      {card ? (
        <td className="card" colSpan={columns.length}>
          <div className="card-grid">{card(row)}</div>
        </td>
      ) : (
        columns.map((column) => <Cell key={column.key} column={column} row={row} id={id} />)
      )}
    </tr>
  );
}) as <Row>(props: RowProps<Row>) => ReactNode; // memo() forgets the type parameter.

function Cell<Row>({ column, row, id }: { column: Column<Row>; row: Row; id: string }) {
  const changed = useChanged(column.watch?.(row), id);
  const label = column.label?.(row);
  const className = [column.align === 'end' && 'end', column.className].filter(Boolean).join(' ');
  return (
    <td
      className={className || undefined}
      data-changed={changed || undefined}
      aria-label={label?.name}
      aria-description={label?.more}
    >
      {column.cell(row)}
    </td>
  );
}
