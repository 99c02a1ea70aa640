import { topics } from '@cynosure/shared/console/events.ts';
import type { Service } from '@cynosure/shared/console/service.ts';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Snapshot } from '../../lib/http.ts';
import { keys } from '../../lib/keys.ts';
import { useLive } from '../../lib/live/use-live.ts';

/** Keeps the head of the page in step; the clients are read again when what they should hold has changed. */
export function useServiceLive(namespace: string, service: string, position: string | undefined): void {
  const queries = useQueryClient();
  const followed = useMemo(() => [topics.clients(namespace, service)], [namespace, service]);
  const key = keys.service(namespace, service);
  useLive(followed, position, {
    onEvent: (event, at) => {
      if (event.event !== 'service' || event.data.namespace !== namespace || event.data.service !== service)
        return;
      queries.setQueryData<Snapshot<Service>>(
        key,
        (before) =>
          before && {
            value: { ...before.value, ...event.data },
            position: at ?? before.position,
            asOf: Date.now(),
          },
      );
    },
    onResync: () => queries.invalidateQueries({ queryKey: key }),
  });
}
