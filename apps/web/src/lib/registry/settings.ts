import type { Settings } from '@cynosure/shared/console/settings.ts';
import { queryOptions } from '@tanstack/react-query';
import { http } from '../http.ts';
import { keys } from '../keys.ts';

const ASK_AGAIN_MS = 5_000;

/** What is set for everybody, and how the server is; the latter moves by itself. */
export const settingsQuery = queryOptions({
  queryKey: keys.settings,
  queryFn: ({ signal }) => http.get<Settings>('/settings', signal),
  refetchInterval: ASK_AGAIN_MS,
});
