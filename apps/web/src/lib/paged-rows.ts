import type { Page } from '@cynosure/shared/console/page.ts';
import { keepPreviousData, useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import type { RowSource } from '../ui/data-table/row-source.ts';
import { type AskedPage, firstPage, LIMIT } from './first-page.ts';
import { http, type Snapshot } from './http.ts';
import { statusOf } from './problem.ts';

export type PagedRows<Row> = {
  /** The first page: totals, facets, the result set. */
  page: Page<Row> | undefined;
  rows: RowSource<Row>;
  position: string | undefined;
  asOf: number | undefined;
  isPending: boolean;
  /** The rows on screen belong to the query before; the new ones are on their way. */
  isOld: boolean;
  error: Error | null;
  onNeed: (from: number, to: number) => void;
  /** The places that were asked for last: what live topics follow. */
  window: { from: number; to: number };
  /** Somebody gave up waiting. */
  isCancelled: boolean;
  cancel: () => void;
  /** Runs the query again: new order, new membership. */
  rerun: () => Promise<unknown>;
  /** Changes rows where they stand. */
  patch: (change: (row: Row) => Row) => void;
};

const GONE = 410;

/**
 * A list that is filtered, sorted and cut on the server. Its order and membership are frozen when it is read;
 * windows further down are fetched as they come into view (console/data-shapes.md §2.1).
 */
export function usePagedRows<Row>({
  key,
  path,
  request,
  facets,
  near,
  enabled = true,
}: AskedPage & { enabled?: boolean }): PagedRows<Row> {
  const queries = useQueryClient();
  const [window, setWindow] = useState({ from: 0, to: LIMIT });
  const first = useQuery({
    ...firstPage<Row>({ key, path, request, facets, near }),
    enabled,
    placeholderData: keepPreviousData,
  });
  const page = first.data?.value;
  const offsets = page ? offsetsBeyond(page, window) : [];
  const more = useQueries({
    queries: offsets.map((offset) => ({
      queryKey: [...key, page?.resultSet, offset],
      queryFn: async ({ signal }: { signal: AbortSignal }) => {
        try {
          return await http.get<Page<Row>>(
            `${path}?${new URLSearchParams({ resultSet: page?.resultSet ?? '', offset: String(offset), limit: String(LIMIT) })}`,
            signal,
          );
        } catch (error) {
          // The server forgot the result set: everything is read again, in today's order.
          if (statusOf(error) === GONE) void queries.invalidateQueries({ queryKey: key, exact: true });
          throw error;
        }
      },
      // Windows of the order before are not worth reading: the new one is on its way.
      enabled: !first.isPlaceholderData,
      staleTime: Number.POSITIVE_INFINITY,
    })),
  });
  const pages = [first.data, ...more.map((one) => one.data)].flatMap((one) => (one ? [one.value] : []));
  const rows: RowSource<Row> = {
    count: page?.total ?? 0,
    at(index) {
      const holder = pages.find(({ offset, items }) => index >= offset && index < offset + items.length);
      return holder?.items[index - holder.offset];
    },
    loaded: () => pages.flatMap(({ items }) => items),
  };
  const onNeed = useCallback(
    (from: number, to: number) =>
      setWindow((before) => (before.from === from && before.to === to ? before : { from, to })),
    [],
  );
  const text = JSON.stringify(key);
  // The key is compared by its content.
  const actions = useMemo(
    () => ({
      rerun: () => queries.invalidateQueries({ queryKey: key, exact: true }),
      cancel: () => void queries.cancelQueries({ queryKey: key, exact: true }),
      patch: (change: (row: Row) => Row) => {
        queries.setQueriesData<Snapshot<Page<Row>>>(
          { queryKey: key },
          (before) => before && patchPage(before, change),
        );
      },
    }),
    [queries, text],
  );
  return {
    page,
    rows,
    position: first.data?.position,
    asOf: first.data?.asOf,
    isPending: first.isPending,
    isCancelled: enabled && first.isPending && first.fetchStatus === 'idle',
    isOld: first.isPlaceholderData,
    error: first.error,
    onNeed,
    window,
    ...actions,
  };
}

/** Windows that `window` touches and the first page does not hold. */
function offsetsBeyond(page: Page<unknown>, window: { from: number; to: number }): number[] {
  const offsets: number[] = [];
  for (
    let offset = Math.floor(window.from / LIMIT) * LIMIT;
    offset < Math.min(window.to, page.total);
    offset += LIMIT
  ) {
    const held =
      offset >= page.offset && Math.min(offset + LIMIT, page.total) <= page.offset + page.items.length;
    if (!held) offsets.push(offset);
  }
  return offsets;
}

function patchPage<Row>(snapshot: Snapshot<Page<Row>>, change: (row: Row) => Row): Snapshot<Page<Row>> {
  let changed = false;
  const items = snapshot.value.items.map((row) => {
    const next = change(row);
    changed ||= next !== row;
    return next;
  });
  return changed ? { ...snapshot, value: { ...snapshot.value, items } } : snapshot;
}
