import { topics } from '@cynosure/shared/console/events.ts';
import type { Host } from '@cynosure/shared/console/host.ts';
import type { Isolation } from '@cynosure/shared/console/isolation.ts';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Snapshot } from '../../lib/http.ts';
import { keys } from '../../lib/keys.ts';
import { useLive } from '../../lib/live/use-live.ts';
import { withRows } from './rows.ts';

/** Keeps the hosts of a page in step with the registry. */
export function useHostLive(hosts: readonly string[], position: string | undefined): void {
  const queries = useQueryClient();
  const text = hosts.join();
  const followed = useMemo(() => [...text.split(',').map(topics.host), topics.isolations], [text]);
  const patch = (change: (host: Host) => Host) =>
    queries.setQueryData<Snapshot<Host[]>>(
      keys.host(hosts),
      (before) => before && { ...before, value: before.value.map(change), asOf: Date.now() },
    );
  useLive(followed, position, {
    onEvent: (event) => {
      if (event.event === 'host') {
        const { data } = event;
        patch((host) => (host.host === data.host ? { ...host, ...data } : host));
      } else if (event.event === 'instances') {
        const { topic, rows } = event.data;
        patch((host) => (topics.host(host.host) === topic ? withRows(host, rows) : host));
      } else if (event.event === 'isolation') {
        patch((host) => withIsolation(host, event.data));
      } else if (event.event === 'isolationEnded') {
        patch((host) => withoutIsolation(host, event.data.id));
      }
    },
    onResync: () => queries.invalidateQueries({ queryKey: keys.host(hosts) }),
  });
}

function withIsolation(host: Host, isolation: Isolation): Host {
  const known = host.isolations.some((one) => one.id === isolation.id);
  if (isolation.state === 'ended') return known ? withoutIsolation(host, isolation.id) : host;
  if (known) {
    return { ...host, isolations: host.isolations.map((one) => (one.id === isolation.id ? isolation : one)) };
  }
  if (!isolation.hosts.includes(host.host)) return host;
  return { ...host, isolations: [...host.isolations, isolation] };
}

const withoutIsolation = (host: Host, id: string): Host =>
  host.isolations.some((one) => one.id === id)
    ? { ...host, isolations: host.isolations.filter((one) => one.id !== id) }
    : host;
