import type { Namespace } from '@cynosure/shared/console/namespace.ts';
import type { Page } from '@cynosure/shared/console/page.ts';
import { queryOptions } from '@tanstack/react-query';
import { http } from '../http.ts';
import { keys } from '../keys.ts';

/** All namespaces: there are few, so they are read whole, for their page and as choices of filters. */
export const namespacesQuery = queryOptions({
  queryKey: keys.namespaces,
  queryFn: ({ signal }) => http.get<Page<Namespace>>('/namespaces?limit=500', signal),
  staleTime: 30_000,
});
