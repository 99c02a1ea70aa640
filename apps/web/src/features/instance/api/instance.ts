import type { BulkPreview } from '@cynosure/shared/console/bulk.ts';
import type {
  DeregisteredInstance,
  DeregisterRequest,
  EditedInstance,
  FieldPatch,
} from '@cynosure/shared/console/edit.ts';
import type { Instance, InstanceActivity } from '@cynosure/shared/console/instance.ts';
import { pathOf } from '@cynosure/shared/console/path.ts';
import { queryOptions } from '@tanstack/react-query';
import { http } from '../../../lib/http.ts';
import { keys } from '../../../lib/keys.ts';

export const instanceQuery = (id: string) =>
  queryOptions({
    queryKey: keys.instance(id),
    queryFn: ({ signal }) => http.get<Instance>(pathOf('instances', id), signal),
    retry: false,
  });

/** What was done to it and what became of it, newest first. */
export const instanceActivityQuery = (id: string) =>
  queryOptions({
    queryKey: [...keys.instance(id), 'activity'],
    queryFn: async ({ signal }) =>
      (await http.get<InstanceActivity>(`${pathOf('instances', id)}/activity`, signal)).value,
    retry: false,
    // Read again by useActivityLive, and by nothing else.
    staleTime: 60_000,
  });

export type EditWish = { patch: FieldPatch; hold: boolean; reason: string };

/** Changes single fields, all or none; with `hold` they outlive the next registration. */
export function editInstance(id: string, { patch, hold, reason }: EditWish, idempotencyKey: string) {
  const wish = new URLSearchParams({ ...(hold ? { hold: 'true' } : {}), ...(reason ? { reason } : {}) });
  const query = wish.size > 0 ? `?${wish}` : '';
  return http.patch<EditedInstance>(`${pathOf('instances', id)}${query}`, patch, {
    contentType: 'application/json-patch+json',
    idempotencyKey,
  });
}

/** Lets go of a held field, by its path. */
export const releaseField = (id: string, path: string, idempotencyKey: string) =>
  http.delete<EditedInstance>(pathOf('instances', id, 'held', path.slice(1)), {}, { idempotencyKey });

/** What deregistering it would do to its service. */
export const deregisterPreviewQuery = (id: string) =>
  queryOptions({
    queryKey: [...keys.instance(id), 'deregister-preview'],
    queryFn: () =>
      http.post<BulkPreview>('/bulk/preview', { action: 'deregister', target: { instanceIds: [id] } }),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });

export const deregisterInstance = (id: string, request: DeregisterRequest, idempotencyKey: string) =>
  http.delete<DeregisteredInstance>(pathOf('instances', id), request, { idempotencyKey });
