import type { ConnectedHosts, UpkeepAnswer } from '@cynosure/shared/console/settings.ts';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { http } from '../../lib/http.ts';
import { keys } from '../../lib/keys.ts';

export type DoorName = 'grpc' | 'http';

/** What can be done to the node that answers: its path under /nodes, and what goes with it. */
export type UpkeepAct =
  | { path: 'connections/close'; body: { door: DoorName; host: string; port?: number } }
  | { path: 'log-level'; body: { scope: string; level: string } }
  | { path: 'lead/release'; body: Record<string, never> }
  | { path: 'clean'; body: { typed: string } };

/** Does it, and reads the node's facts again; answers to how many things it was done. */
export function useUpkeep() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ path, body }: UpkeepAct) => http.post<UpkeepAnswer>(`/nodes/${path}`, body),
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: keys.settings });
      void queries.invalidateQueries({ queryKey: keys.allConnections });
    },
  });
}

/** Who is connected through a door now. */
export const connectedQuery = (door: DoorName) =>
  queryOptions({
    queryKey: [...keys.allConnections, door],
    queryFn: ({ signal }) => http.get<ConnectedHosts>(`/nodes/connections?door=${door}`, signal),
    staleTime: 0,
  });
