import type { Role, Session, Setup, SignIn } from '@cynosure/shared/console/access.ts';
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { http } from './http.ts';
import { keys } from './keys.ts';
import { RequestError } from './problem.ts';

const nobody: Session = { user: null, environment: { name: '', production: false }, position: '0' };

/** Who is signed in, and at which registry. Nobody being signed in is an answer, not a failure. */
export const sessionQuery = queryOptions({
  queryKey: keys.session,
  queryFn: async ({ signal }): Promise<Session> => {
    try {
      return (await http.get<Session>('/session', signal)).value;
    } catch (error) {
      if (error instanceof RequestError && error.status === 401) return { ...nobody, ...openPart(error) };
      throw error;
    }
  },
  staleTime: Number.POSITIVE_INFINITY,
});

export const useSession = (): Session => useQuery(sessionQuery).data ?? nobody;

export function useSignIn() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (who: SignIn) => http.post<Session>('/session', who),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.session }),
  });
}

export function useSetup() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (setup: Setup) => http.post<Session>('/setup', setup),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.session }),
  });
}

export function useSignOut() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => http.delete('/session'),
    onSuccess: () => {
      queries.clear();
      location.assign('/sign-in');
    },
  });
}

const RANK = { none: 0, viewer: 1, operator: 2, owner: 3 } as const;

/** Whether somebody holds a role at least somewhere. What exactly may be done the registry decides. */
export function useMayInSome(least: Role): boolean {
  const { user } = useSession();
  if (user === null) return false;
  const roles = [user.role, ...(user.namespaceRoles ?? []).map(({ role }) => role)];
  return roles.some((role) => RANK[role] >= RANK[least]);
}

/** What a 401 says besides its refusal, where the server says it. */
function openPart(error: RequestError): Partial<Session> {
  const { environment, setupNeeded, store } = (error.problem ?? {}) as Partial<Session>; // Extra members of the problem.
  return {
    ...(environment ? { environment } : {}),
    ...(setupNeeded === undefined ? {} : { setupNeeded }),
    ...(store ? { store } : {}),
  };
}
