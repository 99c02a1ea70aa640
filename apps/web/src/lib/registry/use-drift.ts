import { topics } from '@cynosure/shared/console/events.ts';
import type { Page, ResultSetDrift } from '@cynosure/shared/console/page.ts';
import { pathOf } from '@cynosure/shared/console/path.ts';
import { useEffect, useRef } from 'react';
import { http } from '../http.ts';
import { live, useLive } from '../live/use-live.ts';
import type { PagedRows } from '../paged-rows.ts';
import { statusOf } from '../problem.ts';
import type { HeldState } from './held-changes.tsx';

const ASK_AGAIN_MS = 5_000;
const followed = [topics.overview];
const GONE = 410;
const MOST_ROWS = 200;

type Drifting<Row> = {
  rows: PagedRows<Row>;
  held: HeldState;
  /** Of /console/v1. */
  path: string;
  idOf: (row: Row) => string;
  /** Rows that move without any change of the registry, such as clients, are asked for all the time. */
  always?: boolean;
};

/**
 * For lists without a topic of their own. The overview tells that something in the registry has changed; what that
 * means for the rows on screen and their order is asked for then, at most every few seconds.
 */
export function useDrift<Row>({ rows, held, path, idOf, always = false }: Drifting<Row>): void {
  const resultSet = rows.page?.resultSet;
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const ask = async () => {
    timer.current = undefined;
    if (!resultSet || document.hidden || live.state().word === 'paused') return;
    const { from, to } = rows.window;
    const asked = new URLSearchParams({
      resultSet,
      offset: String(from),
      limit: String(Math.min(MOST_ROWS, Math.max(1, to - from))),
    });
    try {
      const [drift, page] = await Promise.all([
        http.get<ResultSetDrift>(pathOf('result-sets', resultSet)),
        http.get<Page<Row>>(`${path}?${asked}`),
      ]);
      const { added, gone, moved } = drift.value.drift;
      held.take({ topic: resultSet, added, gone: Array.from({ length: gone }, () => ''), moved });
      const now = new Map(page.value.items.map((row) => [idOf(row), row]));
      rows.patch((row) => now.get(idOf(row)) ?? row);
    } catch (error) {
      if (statusOf(error) === GONE) void rows.rerun();
    }
  };
  const latest = useRef(ask);
  useEffect(() => {
    latest.current = ask;
  });
  useEffect(() => {
    const repeated = always && resultSet ? setInterval(() => void latest.current(), ASK_AGAIN_MS) : undefined;
    return () => {
      clearInterval(repeated);
      clearTimeout(timer.current);
      timer.current = undefined;
    };
  }, [resultSet, always]);
  useLive(always ? [] : followed, rows.position, {
    onEvent: (event) => {
      if (event.event === 'overview') timer.current ??= setTimeout(() => void latest.current(), ASK_AGAIN_MS);
    },
    onResync: rows.rerun,
  });
}
