import type { LiveEvent } from '@cynosure/shared/console/events.ts';
import { topics } from '@cynosure/shared/console/events.ts';
import type { Overview } from '@cynosure/shared/console/overview.ts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { Snapshot } from '../../lib/http.ts';
import { keys } from '../../lib/keys.ts';
import { useLive } from '../../lib/live/use-live.ts';
import { overviewQuery } from '../../lib/registry/overview.ts';

const followed = [topics.overview];

/** Keeps the overview in the cache in step with the registry. */
export function useOverviewLive(): void {
  const queries = useQueryClient();
  const read = useQuery({ ...overviewQuery, notifyOnChangeProps: ['data'] }).data;
  useLive(followed, read?.position, {
    onEvent: (event: LiveEvent, position) => {
      if (event.event !== 'overview') return;
      queries.setQueryData<Snapshot<Partial<Overview>>>(
        keys.overview,
        (before) =>
          before && {
            value: { ...before.value, ...event.data },
            position: position ?? before.position,
            asOf: Date.now(),
          },
      );
    },
    onResync: () => queries.invalidateQueries({ queryKey: keys.overview }),
  });
}
