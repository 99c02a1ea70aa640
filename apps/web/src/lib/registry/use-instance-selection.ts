import type { Page } from '@cynosure/shared/console/page.ts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useSearchParams } from 'react-router';
import type { Selection } from '../../ui/data-table/selection.ts';
import { useStable } from '../../ui/use-stable.ts';
import { statusOf } from '../problem.ts';
import { freeze, freezeList, type SelectionRequest, selectionQuery } from './selections.ts';
import { leftOf, onSpent } from './spent-selections.ts';
import { useTicked } from './use-ticked.ts';

const NAME = 'sel';
const GONE = 410;

/** Rows that somebody chose in a list of instances: ticked one by one, or all that match, frozen on the server. */
export type InstanceSelection = Selection & {
  /** When the set was frozen; undefined while rows are merely ticked. */
  frozenAt: number | undefined;
  /** How many of them the list does not show. */
  notShown: number;
  /** How many rows match by now and are not among the frozen ones. */
  moreNow: number;
  /** The address names a selection that the server no longer keeps. */
  isExpired: boolean;
  /** Freezes what matches now. */
  all: () => void;
  /** Takes in what matches by now. */
  addMore: () => void;
  /** The frozen set to act on, awaited where it is being frozen; ticked rows are frozen by this. Rejects when that fails. */
  freeze: () => Promise<string>;
  error: Error | undefined;
};

/** The selection of a list; a frozen one stands in the address (`sel`). */
export function useInstanceSelection(
  page: Page<unknown> | undefined,
  loadedIds: () => readonly string[],
): InstanceSelection {
  const [address, setAddress] = useSearchParams();
  const queries = useQueryClient();
  const [ticked, setTicked] = useTicked();
  const [error, setError] = useState<Error>();
  const id = address.get(NAME) ?? undefined;
  const resultSet = page?.resultSet;
  const frozen = useQuery({
    ...selectionQuery(id ?? '', resultSet),
    enabled: id !== undefined && !!resultSet,
  });
  const view = id === undefined ? undefined : frozen.data;
  const outside = useMemo(() => new Set(view?.outside), [view]);
  /** The last set that ticked rows were frozen as: what is done to it is done to them. */
  const ofTicks = useRef<string>(undefined);

  const put = (selection: string | undefined, how: 'push' | 'replace') =>
    setAddress(
      (before) => {
        const next = new URLSearchParams(before);
        if (selection === undefined) next.delete(NAME);
        else next.set(NAME, selection);
        return next;
      },
      { replace: how === 'replace', preventScrollReset: true, state: { keepFocus: true } },
    );
  /** The set that is being frozen: an action that is chosen meanwhile is for that one, not for what was ticked before. */
  const coming = useRef<PromiseWithResolvers<string>>(undefined);
  const replaceBy = async (ask: () => Promise<string>, how: 'push' | 'replace') => {
    const awaited = Promise.withResolvers<string>();
    coming.current = awaited;
    awaited.promise.catch(() => {}); // told by `error`; nobody may be waiting for it
    setError(undefined);
    try {
      put(await ask(), how);
    } catch (thrown) {
      if (coming.current === awaited) coming.current = undefined;
      awaited.reject(thrown);
      setError(thrown instanceof Error ? thrown : new Error(String(thrown)));
    }
  };
  useEffect(() => {
    if (id === undefined) return;
    coming.current?.resolve(id);
    coming.current = undefined;
  }, [id]);
  const freezeAs = (request: SelectionRequest) => async () => (await freeze(request)).selection;

  const letGo = useStable(() => {
    const left = leftOf(id ?? ofTicks.current ?? '');
    if (left === undefined) return;
    ofTicks.current = undefined;
    setTicked(new Set(left));
    // Under a sheet the address is the sheet's; the list's own is looked at again when that is closed.
    if (id !== undefined && !address.has('sheet')) put(undefined, 'replace');
  });
  useEffect(() => {
    letGo();
    return onSpent(letGo);
  }, [letGo, id, address]);

  const size = view?.total ?? ticked.size;
  const shown = new Set(ticked.size > 0 && view === undefined ? loadedIds() : []);
  const isWhole = page !== undefined && shown.size >= page.total;
  return {
    size,
    has: (row) => (view === undefined ? ticked.has(row) : !outside.has(row)),
    change(ids, on) {
      if (id !== undefined && view !== undefined) {
        void replaceBy(freezeAs({ selection: id, [on ? 'add' : 'except']: ids }), 'replace');
        return;
      }
      const next = new Set(ticked);
      for (const one of ids)
        if (on) next.add(one);
        else next.delete(one);
      setTicked(next);
    },
    clear() {
      setTicked(new Set());
      if (id !== undefined) put(undefined, 'push');
    },
    frozenAt: view?.frozenAt,
    notShown: view?.notShown ?? (isWhole ? [...ticked].filter((one) => !shown.has(one)).length : 0),
    moreNow: view?.outsideTotal ?? 0,
    isExpired: id !== undefined && statusOf(frozen.error) === GONE,
    all() {
      if (resultSet === undefined) return;
      const freezeAll = async () => {
        const frozenNow = await freezeList(resultSet);
        queries.setQueryData(selectionQuery(frozenNow.selection, resultSet).queryKey, {
          ...frozenNow,
          outside: [],
          outsideTotal: 0,
          notShown: 0,
        });
        setTicked(new Set());
        return frozenNow.selection;
      };
      void replaceBy(freezeAll, 'push');
    },
    addMore() {
      if (id !== undefined && resultSet !== undefined)
        void replaceBy(freezeAs({ selection: id, resultSet }), 'push');
    },
    async freeze() {
      if (coming.current) return coming.current.promise;
      if (id !== undefined && view) return id;
      const frozenNow = await freeze({ add: [...ticked] });
      queries.setQueryData(selectionQuery(frozenNow.selection, undefined).queryKey, frozenNow);
      ofTicks.current = frozenNow.selection;
      return frozenNow.selection;
    },
    error,
  };
}
