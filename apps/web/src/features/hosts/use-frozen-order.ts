import { useCallback, useMemo, useRef, useState } from 'react';
import type { HeldState } from '../../lib/registry/held-changes.tsx';
import type { HostInstance } from './rows.ts';

/**
 * Rows in the order in which they were first shown, with today's values: nothing moves by itself. `wanted` is how
 * they would stand if they were ordered now; `signature` changes when somebody asks for another order.
 */
export function useFrozenOrder(
  rows: readonly HostInstance[],
  wanted: readonly HostInstance[],
  signature: string,
) {
  const [frozen, setFrozen] = useState(() => ({ signature, ids: idsOf(wanted) }));
  const lastKnown = useRef(new Map<string, HostInstance>());
  let { ids } = frozen;
  if (frozen.signature !== signature || (ids.length === 0 && wanted.length > 0)) {
    ids = idsOf(wanted);
    setFrozen({ signature, ids });
  }
  const show = useCallback(() => setFrozen({ signature, ids: idsOf(wanted) }), [signature, wanted]);

  return useMemo(() => {
    const current = new Map(rows.map((row) => [row.id, row]));
    for (const row of rows) lastKnown.current.set(row.id, row);
    const shown = ids.flatMap((id) => current.get(id) ?? lastKnown.current.get(id) ?? []);
    const held: HeldState = {
      ...heldBetween(ids, wanted, current),
      isGone: (id) => !current.has(id),
      take: () => {},
    };
    return { shown, held, show };
  }, [rows, wanted, ids, show]);
}

const idsOf = (rows: readonly HostInstance[]): string[] => rows.map((row) => row.id);

/** What ordering now would change: rows that would come, rows that are gone, rows that would stand elsewhere. */
export function heldBetween(
  ids: readonly string[],
  wanted: readonly { id: string }[],
  current: ReadonlyMap<string, unknown>,
): { added: number; gone: number; moved: number } {
  const shown = new Set(ids);
  const target = wanted.map((row) => row.id);
  const wantedIds = new Set(target);
  const common = ids.filter((id) => wantedIds.has(id));
  const reordered = target.filter((id) => shown.has(id));
  return {
    added: target.filter((id) => !shown.has(id)).length,
    gone: ids.filter((id) => !current.has(id)).length,
    moved: common.filter((id, place) => reordered[place] !== id).length,
  };
}
