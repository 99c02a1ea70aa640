import { useEffect, useLayoutEffect, useRef, useSyncExternalStore } from 'react';
import { LiveClient, type LiveState } from './live-client.ts';
import type { LiveReader } from './reader-set.ts';

/** The page's connection; the shell starts it once somebody is signed in. */
export const live = new LiveClient();

export const useLiveState = (): LiveState => useSyncExternalStore(live.subscribeState, live.state);

/**
 * Follows topics while the component is on screen. `since` is the position of what it has read, undefined while it
 * is reading: events that come before the answer wait for it.
 */
export function useLive(
  topics: readonly string[],
  since: string | undefined,
  callbacks: Pick<LiveReader, 'onEvent' | 'onResync'>,
): void {
  const latest = useRef({ since, callbacks });
  const reader = useRef<LiveReader>(undefined);
  useLayoutEffect(() => {
    latest.current = { since, callbacks };
  });
  const key = topics.join(' ');
  useEffect(() => {
    if (key === '') return;
    const own: LiveReader = {
      topics: key.split(' '),
      get since() {
        return latest.current.since;
      },
      onEvent: (event, position) => latest.current.callbacks.onEvent(event, position),
      onResync: () => latest.current.callbacks.onResync(),
    };
    reader.current = own;
    return live.read(own);
  }, [key]);
  useEffect(() => {
    if (since !== undefined && reader.current) live.caughtUp(reader.current);
  }, [since]);
}
