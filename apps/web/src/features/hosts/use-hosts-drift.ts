import { topics } from '@cynosure/shared/console/events.ts';
import type { HostRow } from '@cynosure/shared/console/host.ts';
import type { Page, ResultSetDrift } from '@cynosure/shared/console/page.ts';
import { pathOf } from '@cynosure/shared/console/path.ts';
import { useEffect, useRef } from 'react';
import { http } from '../../lib/http.ts';
import { useLive } from '../../lib/live/use-live.ts';
import type { PagedRows } from '../../lib/paged-rows.ts';
import { statusOf } from '../../lib/problem.ts';
import type { HeldState } from '../../lib/registry/held-changes.tsx';

const ASK_AGAIN_MS = 5_000;
const followed = [topics.overview];
const GONE = 410;
const MOST_ROWS = 200;

/**
 * Hosts have no topic of their own. The overview tells that something in the registry has changed; what that
 * means for the rows on screen and their order is asked for then, at most every few seconds.
 */
export function useHostsDrift(rows: PagedRows<HostRow>, held: HeldState): void {
  const resultSet = rows.page?.resultSet;
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    },
    [resultSet],
  );
  const ask = async () => {
    timer.current = undefined;
    if (!resultSet || document.hidden) return;
    const { from, to } = rows.window;
    const asked = new URLSearchParams({
      resultSet,
      offset: String(from),
      limit: String(Math.min(MOST_ROWS, Math.max(1, to - from))),
    });
    try {
      const [drift, page] = await Promise.all([
        http.get<ResultSetDrift>(pathOf('result-sets', resultSet)),
        http.get<Page<HostRow>>(`/hosts?${asked}`),
      ]);
      const { added, gone, moved } = drift.value.drift;
      held.take({ topic: resultSet, added, gone: Array.from({ length: gone }, () => ''), moved });
      const now = new Map(page.value.items.map((row) => [row.host, row]));
      rows.patch((row) => now.get(row.host) ?? row);
    } catch (error) {
      if (statusOf(error) === GONE) void rows.rerun();
    }
  };
  useLive(followed, rows.position, {
    onEvent: (event) => {
      if (event.event === 'overview') timer.current ??= setTimeout(() => void ask(), ASK_AGAIN_MS);
    },
    onResync: rows.rerun,
  });
}
