import { useLiveState } from '../live/use-live.ts';

/** Until when heartbeats were heard of, at `now`: while the connection is lost none can be seen, so none is missing. */
export function useHeardUntil(now: number): number {
  const { silenceSeconds } = useLiveState();
  return now - silenceSeconds * 1000;
}
