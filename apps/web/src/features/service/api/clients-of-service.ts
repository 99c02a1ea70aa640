import type { Client } from '@cynosure/shared/console/client.ts';
import type { Page } from '@cynosure/shared/console/page.ts';
import { pathOf } from '@cynosure/shared/console/path.ts';
import { queryOptions } from '@tanstack/react-query';
import { http } from '../../../lib/http.ts';
import { keys } from '../../../lib/keys.ts';

/** Who discovers the service, and which revision each of them holds. */
export const clientsOfServiceQuery = (namespace: string, service: string) =>
  queryOptions({
    queryKey: keys.clientsOf(namespace, service),
    queryFn: ({ signal }) =>
      http.get<Page<Client>>(`${pathOf('services', namespace, service)}/clients?limit=500`, signal),
  });
