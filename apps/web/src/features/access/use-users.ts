import type {
  ChangedToken,
  EditUser,
  NewUser,
  SetPassword,
  UserDetail,
  UserRow,
} from '@cynosure/shared/console/access.ts';
import { pathOf } from '@cynosure/shared/console/path.ts';
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { http } from '../../lib/http.ts';
import { keys } from '../../lib/keys.ts';
import { unchanged } from '../../lib/problem.ts';

const ASK_AGAIN_MS = 10_000;

export const userQuery = (id: string) =>
  queryOptions({
    queryKey: keys.user(id),
    queryFn: ({ signal }) => http.get<UserDetail>(pathOf('access', 'users', id), signal),
    refetchInterval: ASK_AGAIN_MS,
  });

/** What a write to an account changes elsewhere: the lists of users and tokens, and who may do what. */
export function useAccountsChanged(): () => void {
  const queries = useQueryClient();
  return () => {
    for (const queryKey of [keys.allAccess, keys.sessions]) void queries.invalidateQueries({ queryKey });
  };
}

export function useCreateUser() {
  const onSettled = useAccountsChanged();
  return useMutation({ mutationFn: (user: NewUser) => http.post<UserRow>('/access/users', user), onSettled });
}

/** Changes the account if it is still what was opened; else 412 with `current`. */
export function useEditUser({ id, revision }: UserRow) {
  const onSettled = useAccountsChanged();
  return useMutation({
    mutationFn: (patch: EditUser) =>
      http
        .patch<UserRow>(pathOf('access', 'users', id), patch, { ifMatch: revision })
        .catch(unchanged<UserRow>),
    onSettled,
  });
}

export function useDeleteUser({ id, revision }: UserRow) {
  const onSettled = useAccountsChanged();
  return useMutation({
    mutationFn: (typed: string) =>
      http.delete(pathOf('access', 'users', id), { typed }, { ifMatch: revision }),
    onSettled,
  });
}

export function useSetPassword({ id }: UserRow) {
  const onSettled = useAccountsChanged();
  return useMutation({
    mutationFn: (change: SetPassword) => http.put(`${pathOf('access', 'users', id)}/password`, change),
    onSettled,
  });
}

/** Whether the token of an account works. */
export function useSwitchToken({ id }: UserRow) {
  const onSettled = useAccountsChanged();
  return useMutation({
    mutationFn: (change: 'on' | 'off') =>
      http.post<ChangedToken>(`${pathOf('access', 'users', id)}/token`, { change }),
    onSettled,
  });
}
