import { useQueries } from '@tanstack/react-query';
import { statusOf } from '../../../lib/problem.ts';
import { serviceQuery } from '../../../lib/registry/service-query.ts';

const NOT_FOUND = 404;

/** The services in full, as they are when the sheet opens: with their revisions and what stands in the way of each. */
export function useServices(ids: readonly string[]) {
  const answers = useQueries({
    queries: ids.map((id) => {
      const slash = id.indexOf('/'); // No name has one.
      return { ...serviceQuery(id.slice(0, slash), id.slice(slash + 1)), refetchOnMount: 'always' as const };
    }),
  });
  return {
    services: answers.flatMap(({ data }) => (data ? [data.value] : [])),
    /** Deleted since they were ticked. */
    gone: answers.filter(({ error }) => statusOf(error) === NOT_FOUND).length,
    error: answers.find(({ error }) => error && statusOf(error) !== NOT_FOUND)?.error ?? undefined,
    isReading: answers.some(({ isFetching }) => isFetching),
    readAgain: () => answers.forEach(({ refetch }) => void refetch()),
  };
}
