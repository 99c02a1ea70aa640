import type { Host } from '@cynosure/shared/console/host.ts';
import type { Isolation } from '@cynosure/shared/console/isolation.ts';
import type { Operation } from '@cynosure/shared/console/operation.ts';
import type { Overview } from '@cynosure/shared/console/overview.ts';
import type { Page } from '@cynosure/shared/console/page.ts';
import { pathOf } from '@cynosure/shared/console/path.ts';
import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { http, type Snapshot } from '../../lib/http.ts';
import { keys } from '../../lib/keys.ts';

/** An isolation that some page on screen has read already, or else read by itself. */
export function useIsolation(id: string) {
  const queries = useQueryClient();
  return useQuery({
    queryKey: keys.isolation(id),
    queryFn: async ({ signal }) => (await http.get<Isolation>(pathOf('isolations', id), signal)).value,
    initialData: () => knownIsolation(queries, id),
    staleTime: 60_000,
  });
}

/** The same for an operation. */
export function useOperation(id: string, known?: Operation) {
  const queries = useQueryClient();
  return useQuery({
    queryKey: keys.operation(id),
    queryFn: async ({ signal }) => (await http.get<Operation>(pathOf('operations', id), signal)).value,
    initialData: () => known ?? knownOperation(queries, id),
    staleTime: 60_000,
  });
}

function knownIsolation(queries: QueryClient, id: string): Isolation | undefined {
  const onHosts = queries
    .getQueriesData<Snapshot<Host[]>>({ queryKey: ['host'] })
    .flatMap(([, read]) =>
      Array.isArray(read?.value) ? read.value.flatMap((host) => host.isolations ?? []) : [],
    );
  const listed = queries
    .getQueriesData<Snapshot<Page<Isolation>>>({ queryKey: keys.allIsolations })
    .flatMap(([, read]) => read?.value?.items ?? []);
  const overview = queries.getQueryData<Snapshot<Partial<Overview>>>(keys.overview)?.value.isolated ?? [];
  return newest([...onHosts, ...listed, ...overview].filter((one) => one.id === id));
}

function knownOperation(queries: QueryClient, id: string): Operation | undefined {
  const listed = queries
    .getQueriesData<Snapshot<Page<Operation>>>({ queryKey: keys.allOperations })
    .flatMap(([, read]) => read?.value?.items ?? []);
  const overview = queries.getQueryData<Snapshot<Partial<Overview>>>(keys.overview)?.value.changes ?? [];
  return [...listed, ...overview].find((one) => one.id === id);
}

/** Pages were read at different times; revisions count up. */
const newest = (found: readonly Isolation[]): Isolation | undefined =>
  [...found].sort((a, b) => Number(b.revision) - Number(a.revision))[0];
