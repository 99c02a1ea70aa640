import { useEffect, useRef, useSyncExternalStore } from 'react';
import type { RowSource } from '../../ui/data-table/row-source.ts';

type Neighbours = { previous: string | undefined; next: string | undefined };
type Find = (id: string) => Neighbours;

const none: Neighbours = { previous: undefined, next: undefined };
const nobody: Find = () => none;
/** How far around the rows on screen an opened one is looked for. */
const REACH = 400;

let find: Find = nobody;
const listeners = new Set<() => void>();

function put(next: Find): void {
  find = next;
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** A list tells the drawer beside it what stands before and after the row that is open. */
export function usePublishNeighbours<Row>(
  rows: RowSource<Row>,
  idOf: (row: Row) => string,
  window: { from: number; to: number } = { from: 0, to: rows.count },
): void {
  const latest = useRef({ rows, idOf, window });
  useEffect(() => {
    latest.current = { rows, idOf, window };
  });
  useEffect(() => {
    const own: Find = (id) => {
      const { rows, idOf, window } = latest.current;
      const idAt = (index: number) => {
        const row = index < 0 || index >= rows.count ? undefined : rows.at(index);
        return row === undefined ? undefined : idOf(row);
      };
      const to = Math.min(rows.count, window.to + REACH);
      for (let index = Math.max(0, window.from - REACH); index < to; index += 1)
        if (idAt(index) === id) return { previous: idAt(index - 1), next: idAt(index + 1) };
      return none;
    };
    put(own);
    return () => {
      if (find === own) put(nobody);
    };
    // Told anew when there may be others around; what is around is looked up when it is asked for.
  }, [rows.count, window.from, window.to]);
}

/** What stands before and after a row in the list that is on screen. */
export function useNeighbours(id: string): Neighbours {
  return useSyncExternalStore(subscribe, () => find)(id);
}
