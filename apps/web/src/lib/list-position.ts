import type { Page } from '@cynosure/shared/console/page.ts';
import { useCallback, useEffect, useRef } from 'react';
import type { ListState } from './list-state.ts';

const SETTLES_MS = 500;
const MOST_REMEMBERED = 100;

/** Row id → its place when it was last at the top: Back finds it without asking the server. */
const places = new Map<string, number>();

/**
 * Keeps the row at the top of the viewport in the address (`at`), so that Back and a link come to the same place.
 * The top of the list is no place worth keeping.
 */
export function useListPosition<Row>(
  list: Pick<ListState<object>, 'at' | 'setAt'>,
  page: Page<Row> | undefined,
  rowId: (row: Row) => string,
): { startAt: number | undefined; onTopRow: (row: Row, index: number) => void } {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const latest = useRef(list);
  useEffect(() => {
    latest.current = list;
  });
  const onTopRow = useCallback(
    (row: Row, index: number) => {
      const id = index === 0 ? undefined : rowId(row);
      if (id !== undefined) remember(id, index);
      clearTimeout(timer.current);
      timer.current = setTimeout(() => {
        if (latest.current.at !== id) latest.current.setAt(id);
      }, SETTLES_MS);
    },
    [rowId],
  );
  const found = page && list.at !== undefined ? page.items.findIndex((row) => rowId(row) === list.at) : -1;
  const remembered = list.at === undefined ? undefined : places.get(list.at);
  return { startAt: page && found >= 0 ? page.offset + found : remembered, onTopRow };
}

function remember(id: string, place: number): void {
  places.delete(id);
  places.set(id, place);
  const [oldest] = places.keys();
  if (places.size > MOST_REMEMBERED && oldest !== undefined) places.delete(oldest);
}
