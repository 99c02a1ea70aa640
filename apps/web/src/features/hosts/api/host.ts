import type { Host } from '@cynosure/shared/console/host.ts';
import { encodeHosts } from '@cynosure/shared/console/path.ts';
import { queryOptions } from '@tanstack/react-query';
import { http } from '../../../lib/http.ts';
import { keys } from '../../../lib/keys.ts';

/** Everything on one or several hosts; those without instances are in it too, empty. */
export const hostQuery = (hosts: readonly string[]) =>
  queryOptions({
    queryKey: keys.host(hosts),
    queryFn: ({ signal }) => http.get<Host[]>(`/hosts/${encodeHosts(hosts)}`, signal),
    staleTime: 30_000,
  });
