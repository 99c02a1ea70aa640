import { useQuery } from '@tanstack/react-query';
import { overviewQuery } from './overview.ts';

/** What clients of the protocol take that ask every two seconds, where nobody has been measured yet. */
const USUAL_SECONDS = 4;

/**
 * Within how many seconds clients follow a change: what 99 % of them took lately. It comes with the counts of the
 * rail and asks for nothing by itself.
 */
export function useFollowSeconds(): number {
  const { data } = useQuery({ ...overviewQuery, enabled: false });
  const p99Ms = data?.value.clients?.p99Ms ?? 0;
  return p99Ms > 0 ? Math.ceil(p99Ms / 1000) : USUAL_SECONDS;
}
