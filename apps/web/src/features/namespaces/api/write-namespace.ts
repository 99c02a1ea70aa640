import type { Namespace } from '@cynosure/shared/console/namespace.ts';
import { pathOf } from '@cynosure/shared/console/path.ts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { http } from '../../../lib/http.ts';
import { keys } from '../../../lib/keys.ts';
import { unchanged } from '../../../lib/problem.ts';

/** What a person decides about a namespace. `exportTo`: `*` = all, empty = only here. */
export type NamespaceDraft = { name: string; comment: string; exportTo: string[] };

/** Makes a namespace, or changes the one that was opened at `revision`. */
export function useWriteNamespace(opened: Namespace | undefined) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ name, comment, exportTo }: NamespaceDraft) =>
      opened
        ? http
            .put<Namespace>(pathOf('namespaces', name), { comment, exportTo }, { ifMatch: opened.revision })
            .catch(unchanged<Namespace>)
        : http.post<Namespace>('/namespaces', { name, comment, exportTo }),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.namespaces }),
  });
}

/** Removes an empty namespace; its name has to be typed. */
export function useDeleteNamespace(namespace: Namespace) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (typed: string) =>
      http.delete(pathOf('namespaces', namespace.name), { typed }, { ifMatch: namespace.revision }),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.namespaces }),
  });
}
