import {
  type CSSProperties,
  type ReactNode,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useTranslations } from 'use-intl/react';
import { usePreferences } from '../../lib/preferences.ts';
import { useMedia } from '../use-media.ts';
import { useStable } from '../use-stable.ts';
import { type Column, fitColumns } from './column.ts';
import { rowWindow } from './row-window.ts';
import { type Sort, TableHead } from './table-head.tsx';
import { TableRow } from './table-row.tsx';
import { useRowKeys } from './use-row-keys.ts';

/** Rows by place; a place that has not been read yet is undefined. */
export type RowSource<Row> = { count: number; at: (index: number) => Row | undefined };

export const rowsOf = <Row,>(items: readonly Row[]): RowSource<Row> => ({
  count: items.length,
  at: (index) => items[index],
});

export type Selection = { selected: ReadonlySet<string>; onChange: (selected: ReadonlySet<string>) => void };

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
  selection?: Selection;
  /** Rows that are about to be seen, whenever that changes. */
  onNeed?: (from: number, to: number) => void;
  /** First row to show, when the list appears. */
  startAt?: number;
  onTopRow?: (row: Row, index: number) => void;
  /** Draws skeletons instead of rows. */
  loading?: boolean;
  /** What stands below the head when there is no row. */
  empty?: ReactNode;
};

const CARD_HEIGHT = 65;
const SKELETONS = 12;

/**
 * A long list as a real table: sticky head, one tab stop, rows drawn only near the viewport. Order and
 * membership are the caller's; nothing moves here by itself.
 */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const {
    label,
    rows,
    rowId,
    rowLabel,
    card,
    sort,
    onSort,
    onEnter,
    onOpen,
    openedId,
    isGone,
    selection,
    onNeed,
    startAt,
    onTopRow,
    loading,
  } = props;
  const t = useTranslations('action');
  const { shortcuts = true, density } = usePreferences();
  const narrow = useMedia('(max-width: 640px)') && card !== undefined;
  const coarse = useMedia('(pointer: coarse)');
  const scroller = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLTableSectionElement>(null);
  const lastTicked = useRef<number>(undefined);
  const [view, setView] = useState({ top: 0, height: 800, width: 1200 });
  // Density and pointer change what the style sheet says.
  const rowHeight = useMemo(
    () => (narrow ? CARD_HEIGHT : (props.rowHeight ?? cssPixels('--cy-row'))),
    [narrow, props.rowHeight, density, coarse],
  );
  const { shown } = useMemo(
    () => fitColumns(props.columns, view.width - (selection ? 36 : 0)),
    [props.columns, view.width, selection],
  );
  const { from, to } = rowWindow(rows.count, rowHeight, view.top, view.height);

  const scrollTo = useCallback(
    (index: number) => {
      const box = scroller.current;
      if (!box) return;
      const head = narrow ? 0 : cssPixels('--cy-head');
      const top = index * rowHeight;
      if (top < box.scrollTop) box.scrollTop = top;
      else if (top + rowHeight + head > box.scrollTop + box.clientHeight)
        box.scrollTop = top + rowHeight + head - box.clientHeight;
    },
    [narrow, rowHeight],
  );

  const tick = (id: string, index: number, range: boolean) => {
    if (!selection) return;
    const next = new Set(selection.selected);
    const on = !next.has(id);
    const [low, high] =
      range && lastTicked.current !== undefined
        ? [Math.min(lastTicked.current, index), Math.max(lastTicked.current, index)]
        : [index, index];
    for (let place = low; place <= high; place += 1) {
      const row = rows.at(place);
      if (row === undefined) continue;
      if (on) next.add(rowId(row));
      else next.delete(rowId(row));
    }
    lastTicked.current = index;
    selection.onChange(next);
  };
  const loadedIds = () =>
    Array.from({ length: rows.count }, (_, index) => rows.at(index)).flatMap((row) =>
      row === undefined ? [] : [rowId(row)],
    );
  const with_ = (act: ((row: Row) => void) | undefined) =>
    act &&
    ((index: number) => {
      const row = rows.at(index);
      if (row !== undefined) act(row);
    });

  const keys = useRowKeys({
    count: rows.count,
    scrollTo,
    body,
    letters: shortcuts,
    onEnter: with_(onEnter ?? onOpen),
    onOpen: with_(onOpen),
    onTick: selection && ((index, range) => with_((row) => tick(rowId(row), index, range))?.(index)),
    onTickAll: selection && (() => selection.onChange(new Set(loadedIds()))),
  });

  useLayoutEffect(() => {
    const box = scroller.current;
    if (!box) return;
    if (startAt) box.scrollTop = startAt * rowHeight;
    const measure = () =>
      setView((before) => ({
        ...before,
        top: box.scrollTop,
        height: box.clientHeight,
        width: box.clientWidth,
      }));
    measure();
    const watcher = new ResizeObserver(measure);
    watcher.observe(box);
    return () => watcher.disconnect();
    // Where the list starts matters once, when it appears.
  }, []);

  useEffect(() => onNeed?.(from, to), [onNeed, from, to]);

  const topIndex = Math.floor(view.top / rowHeight);
  const topRow = rows.at(topIndex);
  useEffect(() => {
    if (topRow !== undefined) onTopRow?.(topRow, topIndex);
  }, [onTopRow, topRow, topIndex]);

  const onTick = useStable(tick);
  const ids = selection && selection.selected.size > 0 ? loadedIds() : [];
  const all = ids.length > 0 && ids.every((id) => selection?.selected.has(id));
  const width = shown.length + (selection ? 1 : 0);

  return (
    <div
      ref={scroller}
      className="scroll"
      onScroll={({ currentTarget }) => setView((before) => ({ ...before, top: currentTarget.scrollTop }))}
    >
      <table
        className="data-table planned"
        aria-label={label}
        style={props.rowHeight ? ({ '--cy-row': `${props.rowHeight}px` } as CSSProperties) : undefined} // A custom property.
        aria-rowcount={rows.count + 1}
        aria-busy={loading || undefined}
        onKeyDown={keys.onKeyDown}
        onFocus={(event) => {
          const row = event.target.closest<HTMLElement>('tr[data-row]');
          if (row) keys.setActive(Number(row.dataset.row));
        }}
        onClick={(event) => {
          const target = event.target as HTMLElement; // Clicks come from elements.
          const row = target.closest<HTMLElement>('tr[data-row]');
          if (!row || target.closest('a, button, input') || getSelection()?.type === 'Range') return;
          with_(onOpen ?? onEnter)?.(Number(row.dataset.row));
        }}
      >
        {narrow ? null : (
          <colgroup>
            {selection ? <col style={{ width: 36 + 24 }} /> : null}
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
              checked: all,
              some: selection.selected.size > 0,
              onChange: (checked) => selection.onChange(new Set(checked ? loadedIds() : [])),
            }
          }
        />
        <tbody ref={body}>
          {loading ? <Skeletons columns={shown} ticks={selection !== undefined} /> : null}
          {from > 0 ? <Spacer height={from * rowHeight} width={width} /> : null}
          {range(from, to).map((index) => {
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
                selected={selection?.selected.has(id) ?? false}
                opened={openedId === id}
                gone={isGone?.(row) ?? false}
                opens={onOpen !== undefined || onEnter !== undefined}
                tickLabel={selection ? t('select', { row: rowLabel(row) }) : undefined}
                onTick={onTick}
              />
            );
          })}
          {to < rows.count ? <Spacer height={(rows.count - to) * rowHeight} width={width} /> : null}
        </tbody>
      </table>
      {!loading && rows.count === 0 ? props.empty : null}
    </div>
  );
}

function Skeletons<Row>({ columns, ticks }: { columns: readonly Column<Row>[]; ticks: boolean }) {
  return range(0, SKELETONS).map((index) => (
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

const Spacer = ({ height, width }: { height: number; width: number }) => (
  // biome-ignore lint/a11y/noAriaHiddenOnFocusable: as above.
  <tr className="spacer" aria-hidden="true">
    <td colSpan={width} style={{ height }} />
  </tr>
);

const Blank = ({ index, height, width }: { index: number; height: number; width: number }) => (
  <tr aria-rowindex={index + 2} aria-busy="true">
    <td colSpan={width} style={{ height }}>
      <span className="skeleton" style={{ width: 160 }} />
    </td>
  </tr>
);

const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);

const cssPixels = (name: string): number =>
  Number.parseFloat(getComputedStyle(document.documentElement).getPropertyValue(name)) || 34;
