import type { IncidentTimeline, Operation, OperationChanges } from '@cynosure/shared/console/operation.ts';
import { pathOf } from '@cynosure/shared/console/path.ts';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { http, type Snapshot } from '../../../lib/http.ts';
import { keys } from '../../../lib/keys.ts';

/** A page of the audit, newest first; it only grows at its new end, so pages go by the last one shown. */
export type OperationPage = {
  items: Operation[];
  nextCursor: string | null;
  position: string;
  asOf: number;
};

const LIMIT = '100';
const TIMELINE_AGAIN_MS = 5_000;

/** State changes of what the operations of a ticket are about. */
export const timelineQuery = (ticket: string) =>
  queryOptions({
    queryKey: keys.timeline(ticket),
    enabled: ticket !== '',
    queryFn: ({ signal }) =>
      http.get<IncidentTimeline>(`/operations/timeline?${new URLSearchParams({ ticket })}`, signal),
    refetchInterval: TIMELINE_AGAIN_MS,
  });

export const operationsQuery = (request: string) =>
  infiniteQueryOptions({
    queryKey: keys.operations(request),
    queryFn: ({ signal, pageParam }): Promise<Snapshot<OperationPage>> => {
      const query = new URLSearchParams(request);
      query.set('limit', LIMIT);
      if (pageParam) query.set('before', pageParam);
      return http.get<OperationPage>(`/operations?${query}`, signal);
    },
    initialPageParam: '',
    getNextPageParam: (last) => last.value.nextCursor,
    staleTime: 30_000,
  });

export const operationQuery = (id: string) =>
  queryOptions({
    queryKey: keys.operation(id),
    queryFn: async ({ signal }) => (await http.get<Operation>(pathOf('operations', id), signal)).value,
    staleTime: 60_000,
  });

/** What it changed, value by value, what has become of that since, and who has confirmed it. */
export const changesQuery = (id: string) =>
  queryOptions({
    queryKey: [...keys.operation(id), 'changes'],
    queryFn: async ({ signal }) =>
      (await http.get<OperationChanges>(`${pathOf('operations', id)}/changes`, signal)).value,
    staleTime: 5_000,
  });
