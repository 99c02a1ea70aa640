import type { ClientDetail } from '@cynosure/shared/console/client.ts';
import { pathOf } from '@cynosure/shared/console/path.ts';
import { queryOptions } from '@tanstack/react-query';
import { http } from '../../../lib/http.ts';
import { keys } from '../../../lib/keys.ts';

const ASK_AGAIN_MS = 5_000;

/** One client with all that it holds. What clients hold is no change of the registry, so it is asked for again. */
export const clientQuery = (key: string) =>
  queryOptions({
    queryKey: keys.client(key),
    queryFn: ({ signal }) => http.get<ClientDetail>(pathOf('clients', key), signal),
    refetchInterval: ASK_AGAIN_MS,
  });
