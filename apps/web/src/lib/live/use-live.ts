import { useEffect, useRef, useSyncExternalStore } from 'react';
import { LiveClient, type LiveReader, type LiveState } from './live-client.ts';

/** The page's connection; the shell starts it once somebody is signed in. */
export const live = new LiveClient();

export const useLiveState = (): LiveState => useSyncExternalStore(live.subscribeState, live.state);

/**
 * Follows topics while the component is on screen. `since` is the position of what it has read; nothing is
 * followed before that is known.
 */
export function useLive(
  topics: readonly string[],
  since: string | undefined,
  reader: Pick<LiveReader, 'onEvent' | 'onResync'>,
): void {
  const latest = useRef(reader);
  useEffect(() => {
    latest.current = reader;
  });
  const key = topics.join(' ');
  const known = since !== undefined;
  const sinceRef = useRef(since);
  sinceRef.current = since;
  useEffect(() => {
    if (!known || key === '') return;
    return live.read({
      topics: key.split(' '),
      get since() {
        return sinceRef.current ?? '0';
      },
      onEvent: (event, position) => latest.current.onEvent(event, position),
      onResync: () => latest.current.onResync(),
    });
  }, [key, known]);
}
