import { QueryClient } from '@tanstack/react-query';
import { RequestError } from './problem.ts';

/** One cache for everything that comes from the server (house style §8). */
export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // Live events keep what is on screen fresh; reading again on every focus would only move rows.
      staleTime: 5_000,
      gcTime: 10 * 60_000,
      refetchOnWindowFocus: false,
      // A registry on the same machine answers without any network; whether it does is found out by asking.
      networkMode: 'always',
      // Snapshots are replaced as a whole; comparing 200 rows member by member costs more than it saves.
      structuralSharing: false,
      retry: (count, error) => count < 2 && isWorthRetrying(error),
      retryDelay: (count, error) => (error instanceof RequestError && error.retryAfterMs) || 500 * 2 ** count,
    },
    mutations: { retry: false, networkMode: 'always' },
  },
});

const isWorthRetrying = (error: Error): boolean =>
  error instanceof RequestError && (error.status === 0 || error.status === 502 || error.status === 503);
