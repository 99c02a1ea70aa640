import type { Overview } from '@cynosure/shared/console/overview.ts';
import { queryOptions } from '@tanstack/react-query';
import { http } from '../http.ts';
import { keys } from '../keys.ts';

/** Everything of the first page, and the counts of the rail. Parts may be missing. */
export const overviewQuery = queryOptions({
  queryKey: keys.overview,
  queryFn: ({ signal }) => http.get<Partial<Overview>>('/overview', signal),
  staleTime: 30_000,
});

/** Rows of the list of isolations in force, which shows both kinds; one that is not known makes the whole unknown. */
export const isolationsInForce = (overview: Partial<Overview> | undefined): number | undefined =>
  overview?.isolations && overview.isolations.inForce + (overview.isolations.flagged ?? 0);
