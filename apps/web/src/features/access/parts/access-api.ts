import type {
  FunctionGroup,
  GroupRow,
  PolicyRow,
  RoleRow,
  TokenRow,
  UserRow,
} from '@cynosure/shared/console/access.ts';
import type { Page } from '@cynosure/shared/console/page.ts';
import { pathOf } from '@cynosure/shared/console/path.ts';
import { queryOptions, skipToken, useMutation, useQueryClient } from '@tanstack/react-query';
import { http, type Snapshot } from '../../../lib/http.ts';
import { keys } from '../../../lib/keys.ts';
import { unchanged } from '../../../lib/problem.ts';

/** What each list below /console/v1/access holds. */
export type Rows = {
  users: UserRow;
  groups: GroupRow;
  roles: RoleRow;
  policies: PolicyRow;
  tokens: TokenRow;
};
export type AccessPart = Exclude<keyof Rows, 'tokens'>;

/** The most that one page may hold. */
const PAGE = 500;
export const ASK_AGAIN_MS = 10_000;

/** A whole list, page by page: forms choose from it. */
async function wholeList<Row extends { id: string }>(
  part: AccessPart,
  signal: AbortSignal,
): Promise<Snapshot<Page<Row>>> {
  const first = await http.get<Page<Row>>(`/access/${part}?limit=${PAGE}`, signal);
  // Pages of a result set that is gone may bring a row twice.
  const rows = new Map(first.value.items.map((row) => [row.id, row]));
  for (let cursor = first.value.nextCursor; cursor !== null; ) {
    const query = new URLSearchParams({ limit: String(PAGE), cursor });
    const { value } = await http.get<Page<Row>>(`/access/${part}?${query}`, signal);
    for (const row of value.items) rows.set(row.id, row);
    cursor = value.nextCursor;
  }
  return { ...first, value: { ...first.value, items: [...rows.values()] } };
}

const listQuery = <Part extends AccessPart>(part: Part) =>
  queryOptions({
    queryKey: keys.accessList(part),
    queryFn: ({ signal }) => wholeList<Rows[Part]>(part, signal),
    refetchInterval: ASK_AGAIN_MS,
  });

export const usersListQuery = listQuery('users');
export const groupsListQuery = listQuery('groups');
export const rolesListQuery = listQuery('roles');
export const policiesListQuery = listQuery('policies');

/** The one that an address names. Not kept once nobody looks: a form begins with what is so now. */
export const oneQuery = <Part extends AccessPart>(part: Part, id: string | undefined) =>
  queryOptions({
    queryKey: keys.accessOne(part, id ?? ''),
    queryFn:
      id === undefined ? skipToken : ({ signal }) => http.get<Rows[Part]>(pathOf('access', part, id), signal),
    refetchInterval: ASK_AGAIN_MS,
    gcTime: 0,
  });

/** Everything that a policy can name as a function; it is the same as long as the server runs. */
export const functionsQuery = queryOptions({
  queryKey: keys.accessFunctions,
  queryFn: ({ signal }) => http.get<FunctionGroup[]>('/access/functions', signal),
  staleTime: Number.POSITIVE_INFINITY,
});

/** Makes one, or changes the one that was opened at its revision. What one list says follows from the others. */
export function useWriteAccess<Part extends AccessPart, New, Edit>(
  part: Part,
  opened: Rows[Part] | undefined,
) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (draft: New | Edit) =>
      opened
        ? http
            .patch<Rows[Part]>(pathOf('access', part, opened.id), draft, { ifMatch: opened.revision })
            .catch(unchanged<Rows[Part]>)
        : http.post<Rows[Part]>(`/access/${part}`, draft),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.allAccess }),
  });
}

/** Deletes one that is still what was seen; its name has to be typed. */
export function useDeleteAccess(part: AccessPart, seen: { id: string; revision: string }) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (typed: string) =>
      http.delete(pathOf('access', part, seen.id), { typed }, { ifMatch: seen.revision }),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.allAccess }),
  });
}
