import { topics } from '@cynosure/shared/console/events.ts';
import type { Isolation, IsolationTab } from '@cynosure/shared/console/isolation.ts';
import { useEffect, useState } from 'react';
import { serverNow } from '../../lib/clock.ts';
import { useLive } from '../../lib/live/use-live.ts';
import type { PagedRows } from '../../lib/paged-rows.ts';
import type { HeldState } from '../../lib/registry/held-changes.tsx';
import { isInTab } from './isolation-order.ts';

const followed = [topics.isolations];

/** Keeps isolations in step: those on screen change where they stand, others wait until somebody asks for them. */
export function useIsolationsLive(rows: PagedRows<Isolation>, tab: IsolationTab): HeldState {
  const resultSet = rows.page?.resultSet;
  const [news, setNews] = useState({ resultSet, added: new Set<string>() });
  const added = news.resultSet === resultSet ? news.added : new Set<string>();
  const items = rows.page?.items ?? [];
  const known = new Set(items.map((one) => one.id));
  useLive(followed, rows.position, {
    onEvent: (event) => {
      if (event.event === 'isolation') {
        const { data } = event;
        if (known.has(data.id)) rows.patch((row) => (row.id === data.id ? data : row));
        else if (isInTab(data, tab, serverNow())) setNews({ resultSet, added: new Set([...added, data.id]) });
      } else if (event.event === 'isolationEnded' && known.has(event.data.id)) {
        rows.patch((row) =>
          row.id === event.data.id && row.state !== 'ended' ? { ...row, state: 'ended' } : row,
        );
      }
    },
    onResync: rows.rerun,
  });
  // Time alone moves isolations into the tab of those that end soon.
  const { rerun } = rows;
  useEffect(() => {
    if (tab !== 'ending') return;
    const timer = setInterval(() => !document.hidden && void rerun(), 30_000);
    return () => clearInterval(timer);
  }, [tab, rerun]);
  const gone = items.filter((one) => tab !== 'ended' && one.state === 'ended').map((one) => one.id);
  return {
    added: added.size,
    gone: gone.length,
    moved: 0,
    isGone: (id) => gone.includes(id),
    take: () => {},
  };
}
