import { type CSSProperties, type ReactNode, useDeferredValue, useEffect, useMemo, useRef } from 'react';
import { useTranslations } from 'use-intl/react';
import { usePreferences } from '../../lib/preferences.ts';
import { type Column, fitColumns } from './column.ts';
import type { RowSource } from './row-source.ts';
import { rowWindow } from './row-window.ts';
import type { Selection } from './selection.ts';
import { Blank, Skeletons, Spacer } from './table-fillers.tsx';
import { type Sort, TableHead } from './table-head.tsx';
import { TableRow } from './table-row.tsx';
import { useRowKeys } from './use-row-keys.ts';
import { useTableView } from './use-table-view.ts';
import { useTicks } from './use-ticks.ts';

export type DataTableProps<Row> = {
  /** The table's accessible name. */
  label: string;
  columns: readonly Column<Row>[];
  rows: RowSource<Row>;
  rowId: (row: Row) => string;
  rowLabel: (row: Row) => string;
  /** Height of a row in px where it has more than one line; by itself as the density says. */
  rowHeight?: number;
  /** The row on narrow screens: four cells of a 2 × 2 grid. */
  card?: (row: Row) => ReactNode;
  sort?: Sort | undefined;
  onSort?: (sort: Sort) => void;
  /** Enter and a click on the name. */
  onEnter?: (row: Row) => void;
  /** A click elsewhere on the row, and `o`. */
  onOpen?: (row: Row) => void;
  openedId?: string | undefined;
  isGone?: (row: Row) => boolean;
  selection?: Selection | undefined;
  /** Rows that are about to be seen, whenever that changes. */
  onNeed?: (from: number, to: number) => void;
  /** First row to show, when the list appears. */
  startAt?: number | undefined;
  onTopRow?: (row: Row, index: number) => void;
  /** Keys of the columns for which there is no room, whenever that changes. */
  onLeftOut?: ((keys: readonly string[]) => void) | undefined;
  /** Draws skeletons instead of rows. */
  loading?: boolean;
  /** What stands below the head when there is no row. */
  empty?: ReactNode;
};

const TICK_WIDTH = 40;

/**
 * A long list as a real table: sticky head, one tab stop, rows drawn only near the viewport. Order and
 * membership are the caller's; nothing moves here by itself.
 */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { label, rows, rowId, rowLabel, card, sort, onSort, onEnter, onOpen, openedId, isGone, selection } =
    props;
  const { onNeed, startAt, onTopRow, loading = false } = props;
  const t = useTranslations('action');
  const { shortcuts = true } = usePreferences();
  const body = useRef<HTMLTableSectionElement>(null);
  // The head is on screen, and measured, before its rows are made: on a slow machine they take as long as all the rest.
  const drawn = useDeferredValue(true, false);
  const view = useTableView({
    hasCards: card !== undefined,
    rowHeight: props.rowHeight,
    startAt,
    ready: drawn && !loading && rows.count > 0,
  });
  const { narrow, rowHeight } = view;
  const hasTicks = selection !== undefined;
  const { shown, leftOut } = useMemo(
    () => fitColumns(props.columns, view.width - (hasTicks ? TICK_WIDTH : 0)),
    [props.columns, view.width, hasTicks],
  );
  const { onLeftOut } = props;
  useEffect(() => onLeftOut?.(narrow ? [] : leftOut), [onLeftOut, narrow, leftOut]);
  const { from, to } = rowWindow(drawn ? rows.count : 0, rowHeight, view.top, view.height);
  const ticks = useTicks(rows, rowId, selection);
  const at = (act: ((row: Row) => void) | undefined) =>
    act &&
    ((index: number) => {
      const row = rows.at(index);
      if (row !== undefined) act(row);
    });
  const keys = useRowKeys({
    count: rows.count,
    scrollTo: view.scrollTo,
    body,
    letters: shortcuts,
    onEnter: at(onEnter ?? onOpen),
    onOpen: at(onOpen),
    onTick: selection && ((index, range) => at((row) => ticks.onTick(rowId(row), index, range))?.(index)),
    onTickAll: selection && ((matching) => (matching ? selection.all?.() : ticks.tickAll(true))),
  });

  useEffect(() => {
    if (drawn) onNeed?.(from, to);
  }, [onNeed, drawn, from, to]);
  const topIndex = Math.floor(view.top / rowHeight);
  const topRow = rows.at(topIndex);
  useEffect(() => {
    if (topRow !== undefined) onTopRow?.(topRow, topIndex);
  }, [onTopRow, topRow, topIndex]);

  const width = shown.length + (selection ? 1 : 0);
  return (
    <div ref={view.scroller} className="scroll" onScroll={view.onScroll}>
      <table
        className="data-table planned"
        aria-label={label}
        style={props.rowHeight ? ({ '--cy-row': `${props.rowHeight}px` } as CSSProperties) : undefined} // A custom property.
        aria-rowcount={rows.count + 1}
        aria-busy={loading || !drawn || undefined}
        onKeyDown={keys.onKeyDown}
        onFocus={(event) => {
          const row = event.target.closest<HTMLElement>('tr[data-row]');
          if (row) keys.setActive(Number(row.dataset.row));
        }}
        onClick={(event) => {
          const target = event.target as HTMLElement; // Clicks come from elements.
          const row = target.closest<HTMLElement>('tr[data-row]');
          if (!row || target.closest('a, button, input') || getSelection()?.type === 'Range') return;
          at(onOpen ?? onEnter)?.(Number(row.dataset.row));
        }}
      >
        {narrow ? null : (
          <colgroup>
            {selection ? <col style={{ width: TICK_WIDTH }} /> : null}
            {shown.map((column) => (
              <col key={column.key} style={{ width: column.width }} />
            ))}
          </colgroup>
        )}
        <TableHead
          columns={shown}
          sort={sort}
          onSort={onSort}
          hidden={narrow}
          tickAll={
            selection && {
              label: t('selectLoaded'),
              checked: ticks.all,
              some: ticks.some,
              onChange: ticks.tickAll,
            }
          }
        />
        <tbody ref={body}>
          {loading && drawn ? <Skeletons columns={shown} ticks={selection !== undefined} /> : null}
          {from > 0 ? <Spacer height={from * rowHeight} width={width} /> : null}
          {Array.from({ length: Math.max(0, to - from) }, (_, place) => {
            const index = from + place;
            const row = rows.at(index);
            if (row === undefined)
              return <Blank key={index} index={index} height={rowHeight} width={width} />;
            const id = rowId(row);
            return (
              <TableRow
                key={id}
                row={row}
                id={id}
                index={index}
                label={rowLabel(row)}
                columns={shown}
                card={narrow ? card : undefined}
                active={index === keys.active}
                selected={selection?.has(id) ?? false}
                opened={openedId === id}
                gone={isGone?.(row) ?? false}
                opens={onOpen !== undefined || onEnter !== undefined}
                tickLabel={selection ? t('select', { row: rowLabel(row) }) : undefined}
                onTick={ticks.onTick}
              />
            );
          })}
          {drawn && to < rows.count ? <Spacer height={(rows.count - to) * rowHeight} width={width} /> : null}
        </tbody>
      </table>
      {drawn && !loading && rows.count === 0 ? props.empty : null}
    </div>
  );
}
