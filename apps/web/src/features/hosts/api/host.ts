import type { Host } from '@cynosure/shared/console/host.ts';
import { encodeHosts } from '@cynosure/shared/console/path.ts';
import { queryOptions } from '@tanstack/react-query';
import { http } from '../../../lib/http.ts';
import { keys } from '../../../lib/keys.ts';

/** Hosts of a page that the live data follow; the stream takes 20 topics. Of more, the page is read again every few seconds. */
export const MOST_FOLLOWED = 18;
const AGAIN_MS = 5_000;

/** Everything on one or several hosts; those without instances are in it too, empty. */
export const hostQuery = (hosts: readonly string[]) =>
  queryOptions({
    queryKey: keys.host(hosts),
    queryFn: ({ signal }) => http.get<Host[]>(`/hosts/${encodeHosts(hosts)}`, signal),
    staleTime: 30_000,
    // The live data follow so many at most.
    ...(hosts.length > MOST_FOLLOWED ? { refetchInterval: AGAIN_MS } : {}),
  });
