import { topics } from '@cynosure/shared/console/events.ts';
import type { Instance } from '@cynosure/shared/console/instance.ts';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useLive } from '../../lib/live/use-live.ts';
import { instanceActivityQuery } from './api/instance.ts';

/** What happens together is read once. */
const SETTLE_MS = 500;

/**
 * Reads the activity of the instance again when something was done anywhere, or when its own state has turned;
 * while `paused` (somebody edits, the list is not shown) it is only noted.
 */
export function useActivityLive(instance: Instance, position: string, paused: boolean): void {
  const queries = useQueryClient();
  const { id } = instance;
  const [news, setNews] = useState(0);
  const read = useRef(0);
  const followed = useMemo(() => [topics.activity], []);
  // From when it was first read: the instance's own position moves on with events of the same commits.
  const [since] = useState(position);
  useLive(followed, since, {
    onEvent: (event) => {
      if (event.event === 'activity') setNews((before) => before + 1);
    },
    onResync: async () => setNews((before) => before + 1),
  });
  const turn = [
    instance.health?.state,
    Boolean(instance.isolation),
    instance.registeredAt,
    instance.gone?.at,
  ].join(' ');
  const before = useRef(turn);
  useEffect(() => {
    if (before.current === turn) return;
    before.current = turn;
    setNews((count) => count + 1);
  }, [turn]);
  useEffect(() => {
    if (paused || read.current === news) return;
    const timer = setTimeout(() => {
      read.current = news;
      void queries.refetchQueries({ queryKey: instanceActivityQuery(id).queryKey, type: 'active' });
    }, SETTLE_MS);
    return () => clearTimeout(timer);
  }, [news, paused, id, queries]);
}
