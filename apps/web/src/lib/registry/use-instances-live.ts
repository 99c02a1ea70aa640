import { topics } from '@cynosure/shared/console/events.ts';
import type { InstanceRow } from '@cynosure/shared/console/instance.ts';
import { useMemo } from 'react';
import { useLive } from '../live/use-live.ts';
import type { PagedRows } from '../paged-rows.ts';
import type { HeldState } from './held-changes.tsx';

const AROUND = 100;
/** Steps in which the followed window moves, so that scrolling does not change topics with every row. */
const STEP = 100;

/** Keeps the instances near the viewport in step; what would move rows is held. */
export function useInstancesLive(rows: PagedRows<InstanceRow>, held: HeldState): void {
  const resultSet = rows.page?.resultSet;
  const from = Math.max(0, Math.floor((rows.window.from - AROUND) / STEP) * STEP);
  const to = Math.ceil((rows.window.to + AROUND) / STEP) * STEP;
  const followed = useMemo(
    () => (resultSet ? [topics.instances(resultSet, from, to)] : []),
    [resultSet, from, to],
  );
  useLive(followed, rows.position, {
    onEvent: (event) => {
      if (event.event === 'instances') {
        const changes = new Map(event.data.rows.map((row) => [row.id, row]));
        rows.patch((row) => {
          const change = changes.get(row.id);
          return change ? { ...row, ...change } : row;
        });
      } else if (
        event.event === 'set' &&
        resultSet &&
        event.data.topic.startsWith(`instances:${resultSet}:`)
      ) {
        held.take(event.data);
      }
    },
    onResync: rows.rerun,
  });
}
