import { topics } from '@cynosure/shared/console/events.ts';
import type { ServiceRow } from '@cynosure/shared/console/service.ts';
import { useMemo } from 'react';
import { useLive } from '../../lib/live/use-live.ts';
import type { PagedRows } from '../../lib/paged-rows.ts';
import type { HeldState } from '../../lib/registry/held-changes.tsx';

/** Keeps the services on screen in step; what would move rows is held. */
export function useServicesLive(rows: PagedRows<ServiceRow>, held: HeldState): void {
  const resultSet = rows.page?.resultSet;
  const followed = useMemo(() => (resultSet ? [topics.services(resultSet)] : []), [resultSet]);
  useLive(followed, rows.position, {
    onEvent: (event) => {
      if (event.event === 'service') {
        const { data } = event;
        rows.patch((row) =>
          row.service === data.service && row.namespace === data.namespace ? { ...row, ...data } : row,
        );
      } else if (event.event === 'set' && event.data.topic === followed[0]) {
        held.take(event.data);
      }
    },
    onResync: rows.rerun,
  });
}
