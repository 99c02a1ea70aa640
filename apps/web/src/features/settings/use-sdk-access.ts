import type { SdkAccess } from '@cynosure/shared/console/access.ts';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { http } from '../../lib/http.ts';
import { keys } from '../../lib/keys.ts';

/** Where SDKs need tokens. */
export const sdkAccessQuery = queryOptions({
  queryKey: keys.sdkAccess,
  queryFn: ({ signal }) => http.get<SdkAccess>('/access/sdk', signal),
});

/** Changes it, as it was seen at `revision`; the banner over all pages follows at once. */
export function useEditSdkAccess(revision: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (edit: Pick<SdkAccess, 'clientOpen' | 'closedNamespaces'>) =>
      http.put<SdkAccess>('/access/sdk', edit, { ifMatch: revision }),
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: keys.sdkAccess });
      void queries.invalidateQueries({ queryKey: keys.session });
    },
  });
}
