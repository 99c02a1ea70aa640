import { useRef } from 'react';
import { useStable } from '../use-stable.ts';
import type { RowSource } from './row-source.ts';
import type { Selection } from './selection.ts';

/** Ticking rows: one, a range with Shift, all that are loaded. Nothing is selected by place, always by id. */
export function useTicks<Row>(
  rows: RowSource<Row>,
  rowId: (row: Row) => string,
  selection: Selection | undefined,
) {
  const last = useRef<number>(undefined);
  const onTick = useStable((id: string, index: number, range: boolean) => {
    if (!selection) return;
    const from = range && last.current !== undefined ? last.current : index;
    const ids: string[] = [];
    for (let place = Math.min(from, index); place <= Math.max(from, index); place += 1) {
      const row = rows.at(place);
      if (row !== undefined) ids.push(rowId(row));
    }
    last.current = index;
    selection.change(ids, !selection.has(id));
  });
  const loadedIds = () =>
    (rows.loaded?.() ?? Array.from({ length: rows.count }, (_, index) => rows.at(index))).flatMap((row) =>
      row === undefined ? [] : [rowId(row)],
    );
  const some = (selection?.size ?? 0) > 0;
  const ids = some ? loadedIds() : [];
  return {
    onTick,
    some,
    all: ids.length > 0 && ids.every((id) => selection?.has(id)),
    tickAll: (on: boolean) => (on ? selection?.change(loadedIds(), true) : selection?.clear()),
  };
}
