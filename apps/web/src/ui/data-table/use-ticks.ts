import { useRef } from 'react';
import { useStable } from '../use-stable.ts';
import type { RowSource, Selection } from './data-table.tsx';

/** Ticking rows: one, a range with Shift, all that are loaded. Nothing is selected by place, always by id. */
export function useTicks<Row>(
  rows: RowSource<Row>,
  rowId: (row: Row) => string,
  selection: Selection | undefined,
) {
  const last = useRef<number>(undefined);
  const onTick = useStable((id: string, index: number, range: boolean) => {
    if (!selection) return;
    const next = new Set(selection.selected);
    const on = !next.has(id);
    const from = range && last.current !== undefined ? last.current : index;
    for (let place = Math.min(from, index); place <= Math.max(from, index); place += 1) {
      const row = rows.at(place);
      if (row === undefined) continue;
      if (on) next.add(rowId(row));
      else next.delete(rowId(row));
    }
    last.current = index;
    selection.onChange(next);
  });
  const loadedIds = () =>
    Array.from({ length: rows.count }, (_, index) => rows.at(index)).flatMap((row) =>
      row === undefined ? [] : [rowId(row)],
    );
  const some = (selection?.selected.size ?? 0) > 0;
  const ids = some ? loadedIds() : [];
  return {
    onTick,
    some,
    all: ids.length > 0 && ids.every((id) => selection?.selected.has(id)),
    tickAll: (on: boolean) => selection?.onChange(new Set(on ? loadedIds() : [])),
  };
}
