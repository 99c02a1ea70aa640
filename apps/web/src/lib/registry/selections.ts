import type { SelectionView } from '@cynosure/shared/console/page.ts';
import { pathOf } from '@cynosure/shared/console/path.ts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { http } from '../http.ts';

/** What a new selection is made of: another one, a whole list, hosts, single instances, less some. */
export type SelectionRequest = {
  selection?: string;
  resultSet?: string;
  hosts?: readonly string[];
  add?: readonly string[];
  except?: readonly string[];
};

/** Freezes instances on the server for a day, so that what is done to them is done to exactly these. */
export const freeze = (request: SelectionRequest): Promise<SelectionView> =>
  http.post<SelectionView>('/selections', request);

export const freezeList = (resultSet: string): Promise<SelectionView> =>
  http.post<SelectionView>(`${pathOf('result-sets', resultSet)}/freeze`, {});

/** A selection beside a list, which tells the rows that are not in it. */
export const selectionQuery = (id: string, resultSet: string | undefined) => ({
  queryKey: ['selection', id, resultSet],
  queryFn: async ({ signal }: { signal: AbortSignal }) =>
    (
      await http.get<SelectionView>(
        `${pathOf('selections', id)}${resultSet ? `?${new URLSearchParams({ resultSet })}` : ''}`,
        signal,
      )
    ).value,
  staleTime: Number.POSITIVE_INFINITY,
});

/** How many instances a selection has; undefined until that is known. Asked only where no list has read it yet. */
export function useSelectionTotal(id: string): number | undefined {
  const queries = useQueryClient();
  const known = () =>
    queries
      .getQueriesData<SelectionView>({ queryKey: ['selection', id] })
      .map(([, view]) => view)
      .find((view) => view !== undefined);
  return useQuery({ ...selectionQuery(id, undefined), initialData: known, retry: false }).data?.total;
}

/** Hosts of a selection's instances, each once. */
export const hostsOfSelection = async (id: string): Promise<string[]> =>
  (await http.get<{ hosts: string[] }>(`${pathOf('selections', id)}/hosts`)).value.hosts;
