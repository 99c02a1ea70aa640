import type { SearchAnswer } from '@cynosure/shared/console/search.ts';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { http } from '../../../lib/http.ts';
import { keys } from '../../../lib/keys.ts';

/** What the text may mean. The rows of the text before stay until the new ones are there. */
export const searchQuery = (text: string) =>
  queryOptions({
    queryKey: keys.search(text),
    queryFn: ({ signal }) =>
      http.get<SearchAnswer>(`/search?${new URLSearchParams({ q: text, limit: '5' })}`, signal),
    enabled: text !== '',
    staleTime: 10_000,
    retry: false,
    placeholderData: keepPreviousData,
  });
