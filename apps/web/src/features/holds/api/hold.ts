import type { WholeHold } from '@cynosure/shared/console/hold.ts';
import { queryOptions } from '@tanstack/react-query';
import { http } from '../../../lib/http.ts';
import { keys } from '../../../lib/keys.ts';

const EVERY_MS = 2_000;

/** What is held, by service and zone; null = nothing is. Read again while somebody looks: beats take instances out of it. */
export const holdQuery = queryOptions({
  queryKey: keys.hold,
  queryFn: ({ signal }) => http.get<WholeHold>('/health/hold', signal),
  refetchInterval: EVERY_MS,
});
