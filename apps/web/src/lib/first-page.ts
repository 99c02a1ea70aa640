import type { Page } from '@cynosure/shared/console/page.ts';
import { type QueryKey, queryOptions } from '@tanstack/react-query';
import { http } from './http.ts';

/** Rows of a page. */
export const LIMIT = 200;

export type AskedPage = {
  key: QueryKey;
  /** Path of the list under /console/v1. */
  path: string;
  /** Filters and sort. */
  request: string;
  facets?: string | undefined;
  /** Row to begin with, when the list is first read. */
  near?: string | undefined;
};

/** The read that freezes a list's order and membership: the first page, or the one that holds the row `near`. */
export const firstPage = <Row>({ key, path, request, facets, near }: AskedPage) =>
  queryOptions({
    queryKey: key,
    queryFn: ({ signal }) => {
      const query = new URLSearchParams(request);
      query.set('limit', String(LIMIT));
      if (facets) query.set('facets', facets);
      if (near) query.set('near', near);
      return http.get<Page<Row>>(`${path}?${query}`, signal);
    },
  });
