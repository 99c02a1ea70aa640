import { Icon } from '../icon.tsx';
import type { Column } from './column.ts';

export type Sort = { key: string; descending: boolean };

type HeadProps<Row> = {
  columns: readonly Column<Row>[];
  sort: Sort | undefined;
  onSort: ((sort: Sort) => void) | undefined;
  tickAll:
    | { label: string; checked: boolean; some: boolean; onChange: (checked: boolean) => void }
    | undefined;
  hidden: boolean;
};

export function TableHead<Row>({ columns, sort, onSort, tickAll, hidden }: HeadProps<Row>) {
  return (
    <thead className={hidden ? 'sr-only' : undefined}>
      <tr aria-rowindex={1}>
        {tickAll ? (
          <th scope="col" className="tick-cell">
            <input
              type="checkbox"
              className="tick"
              aria-label={tickAll.label}
              checked={tickAll.checked}
              ref={(box) => {
                if (box) box.indeterminate = tickAll.some && !tickAll.checked;
              }}
              onChange={(event) => tickAll.onChange(event.target.checked)}
            />
          </th>
        ) : null}
        {columns.map((column) => (
          <HeadCell key={column.key} column={column} sort={sort} onSort={onSort} />
        ))}
      </tr>
    </thead>
  );
}

function HeadCell<Row>({
  column,
  sort,
  onSort,
}: {
  column: Column<Row>;
  sort: Sort | undefined;
  onSort: ((sort: Sort) => void) | undefined;
}) {
  const sorted = column.sort !== undefined && sort?.key === column.sort ? sort : undefined;
  const next = {
    key: column.sort ?? '',
    descending: sorted ? !sorted.descending : (column.largeFirst ?? false),
  };
  return (
    <th
      scope="col"
      className={column.align === 'end' ? 'end' : undefined}
      aria-sort={sorted ? (sorted.descending ? 'descending' : 'ascending') : undefined}
    >
      {column.sort && onSort ? (
        <button type="button" onClick={() => onSort(next)}>
          {column.head}
          {sorted ? <Icon name={sorted.descending ? 'desc' : 'asc'} size={12} /> : null}
        </button>
      ) : (
        <span className={column.headHidden ? 'sr-only' : undefined}>{column.head}</span>
      )}
    </th>
  );
}
