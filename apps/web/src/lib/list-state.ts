import type { FilterFields } from '@cynosure/shared/console/filter-fields.ts';
import { formatQuery, parseQuery } from '@cynosure/shared/console/filter-query.ts';
import { formatSort, parseSort, type SortKey } from '@cynosure/shared/console/sort.ts';
import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';

/** How an address changes: a choice can be taken back with Back, typing and scrolling cannot. */
export type AddressChange = 'push' | 'replace';

export type ListState<Query> = {
  query: Query;
  sort: SortKey[];
  columns: string[] | undefined;
  /** Id of what is open beside the list. */
  open: string | undefined;
  at: string | undefined;
  /** Parts of the address that could not be right. */
  ignored: string[];
  hasFilters: boolean;
  /** Filters and sort as /console/v1 takes them. */
  request: string;
  setQuery(query: Query, change?: AddressChange): void;
  setSort(sort: SortKey[]): void;
  setColumns(columns: string[] | undefined): void;
  setOpen(id: string | undefined): void;
  setAt(id: string | undefined): void;
};

/** A list's view of its address. What it does not know in the address stays there (console/spec.md §3). */
export function useListState<Query extends object>(
  fields: FilterFields<Query>,
  sorts: readonly string[],
): ListState<Query> {
  const [address, setAddress] = useSearchParams();
  const text = address.toString();
  const change = useCallback(
    (edit: (next: URLSearchParams) => void, how: AddressChange) =>
      setAddress(
        (before) => {
          const next = new URLSearchParams(before);
          edit(next);
          return next;
        },
        { replace: how === 'replace', preventScrollReset: true },
      ),
    [setAddress],
  );
  return useMemo(() => {
    const read = readList(fields, sorts, new URLSearchParams(text));
    const put = (name: string, value: string | undefined, how: AddressChange) =>
      change(
        (next) => (value === undefined || value === '' ? next.delete(name) : next.set(name, value)),
        how,
      );
    return {
      ...read,
      setQuery: (query, how = 'push') => change((next) => replaceFilters(fields, next, query), how),
      setSort: (sort) => put('sort', formatSort(sort), 'push'),
      setColumns: (columns) => put('cols', columns?.join(','), 'push'),
      setOpen: (id) => put('open', id, 'push'),
      setAt: (id) => put('at', id, 'replace'),
    };
  }, [fields, sorts, text, change]);
}

/** What an address says of a list. */
export function readList<Query extends object>(
  fields: FilterFields<Query>,
  sorts: readonly string[],
  address: URLSearchParams,
) {
  const { query, ignored } = parseQuery(fields, address);
  const { sort, ignored: ignoredSort } = parseSort(address.get('sort'), sorts);
  const request = formatQuery(fields, query);
  const hasFilters = request.size > 0;
  if (sort.length > 0) request.set('sort', formatSort(sort));
  return {
    query,
    sort,
    columns: address.get('cols')?.split(',').filter(Boolean),
    open: address.get('open') ?? undefined,
    at: address.get('at') ?? undefined,
    ignored: [...ignored, ...ignoredSort],
    hasFilters,
    request: request.toString(),
  };
}

function replaceFilters<Query extends object>(
  fields: FilterFields<Query>,
  address: URLSearchParams,
  query: Query,
): void {
  for (const name of ['q', ...Object.keys(fields)]) address.delete(name);
  for (const [name, value] of formatQuery(fields, query)) address.append(name, value);
}
