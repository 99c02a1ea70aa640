import { isActionAsked } from '@cynosure/shared/console/action-filter.ts';
import { topics } from '@cynosure/shared/console/events.ts';
import type { Operation } from '@cynosure/shared/console/operation.ts';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import { keys } from '../../lib/keys.ts';
import { useLive } from '../../lib/live/use-live.ts';
import { operationsQuery } from './api/operations.ts';

const followed = [topics.activity];

/** Operations, newest first, with those that came since on hold until somebody asks for them. */
export function useActivity(request: string) {
  const queries = useQueryClient();
  const read = useInfiniteQuery(operationsQuery(request));
  const [news, setNews] = useState<{ request: string; ids: ReadonlySet<string> }>({
    request,
    ids: new Set(),
  });
  const items = useMemo(() => read.data?.pages.flatMap((page) => page.value.items) ?? [], [read.data]);
  const first = read.data?.pages[0];
  const rerun = useCallback(() => {
    setNews({ request, ids: new Set() });
    return queries.resetQueries({ queryKey: keys.operations(request) });
  }, [queries, request]);
  const asked = useMemo(() => new URLSearchParams(request), [request]);
  useLive(followed, first?.position, {
    onEvent: (event) => {
      if (event.event !== 'activity') return;
      const { data } = event;
      queries.setQueryData(keys.operation(data.id), data);
      if (items.some((one) => one.id === data.id) || !mayBelong(data, asked)) return;
      setNews((before) => ({
        request,
        ids: new Set([...(before.request === request ? before.ids : []), data.id]),
      }));
    },
    onResync: rerun,
  });
  return { ...read, items, asOf: first?.asOf, news: news.request === request ? news.ids.size : 0, rerun };
}

/** Of what can be seen from here; what it cannot tell may belong, and reading again decides. */
function mayBelong(operation: Operation, asked: URLSearchParams): boolean {
  const by = asked.get('by');
  const outcome = asked.get('outcome');
  const ticket = asked.get('ticket');
  return (
    (by === null || by === operation.by.name) &&
    isActionAsked(asked.get('action'), operation.action) &&
    (outcome === null || outcome === operation.outcome) &&
    (ticket === null || operation.ticket === undefined || ticket === operation.ticket)
  );
}
