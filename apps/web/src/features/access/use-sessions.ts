import type { SessionRow } from '@cynosure/shared/console/access.ts';
import { pathOf } from '@cynosure/shared/console/path.ts';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { http } from '../../lib/http.ts';
import { keys } from '../../lib/keys.ts';

const ASK_AGAIN_MS = 10_000;

/** One's own sessions; for owners everybody's. */
export const sessionsQuery = queryOptions({
  queryKey: keys.sessions,
  queryFn: ({ signal }) => http.get<SessionRow[]>('/access/sessions', signal),
  refetchInterval: ASK_AGAIN_MS,
});

/** Signs a session out; it ends at once. */
export function useEndSession() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => http.delete(pathOf('access', 'sessions', id)),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.sessions }),
  });
}

/** Signs oneself out everywhere but here; answers how many that were. */
export function useEndOthers() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => http.post<{ ended: number }>('/access/sessions/end-others', {}),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.sessions }),
  });
}
