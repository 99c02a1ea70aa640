import type { EditGuard, EditSettings, Settings } from '@cynosure/shared/console/settings.ts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { http } from '../../lib/http.ts';
import { keys } from '../../lib/keys.ts';

/** Changes what is set for everybody, as it was seen at `revision`; the badge and the forms follow at once. */
export function useEditSettings(revision: string | undefined) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (edit: EditSettings) => http.put<Settings>('/settings', edit, { ifMatch: revision ?? '' }),
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: keys.settings });
      void queries.invalidateQueries({ queryKey: keys.session });
    },
  });
}

/** Sets the guard's rule of everybody, a namespace or a service. */
export function useEditGuard() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (edit: EditGuard) => http.put<Settings>('/settings/guard', edit),
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: keys.settings });
      void queries.invalidateQueries({ queryKey: keys.allOfServices });
    },
  });
}
