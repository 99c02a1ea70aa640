import type { GroupRow, Role, UserRow } from '@cynosure/shared/console/access.ts';
import type { Page } from '@cynosure/shared/console/page.ts';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl/react';
import { http } from '../../lib/http.ts';
import { statusOf } from '../../lib/problem.ts';
import { ReadFace } from '../../ui/read-face.tsx';

type Grant = { id: string; name: string; kind: 'user' | 'group'; role: Role; here: boolean };

/** Who holds a role in a namespace, or everywhere and so here too. Policies may give more. */
export function Grants({ namespace }: { namespace: string }) {
  const t = useTranslations('namespaces');
  const shell = useTranslations('shell');
  const users = useQuery({
    queryKey: ['access', 'users'],
    queryFn: ({ signal }) => http.get<Page<UserRow>>('/access/users?limit=500', signal),
  });
  const groups = useQuery({
    queryKey: ['access', 'groups'],
    queryFn: ({ signal }) => http.get<Page<GroupRow>>('/access/groups?limit=500', signal),
  });
  const error = users.error ?? groups.error;
  if (error && statusOf(error) !== 403) return <ReadFace error={error} what={t('grants')} />;
  const grants = grantsIn(namespace, users.data?.value.items ?? [], groups.data?.value.items ?? []);
  return (
    <>
      <h2>{t('grants')}</h2>
      <p className="m-0 mb-2 text-ink-2">{t('grantsWhat')}</p>
      {error ? (
        <p className="text-ink-3">{t('grantsForbidden')}</p>
      ) : grants.length === 0 ? (
        <p className="text-ink-3">{t('grantsNone')}</p>
      ) : (
        <table className="plain" aria-label={t('grants')}>
          <thead>
            <tr>
              <th scope="col">{t('grantWho')}</th>
              <th scope="col">{t('grantRole')}</th>
              <th scope="col">{t('grantWhere')}</th>
            </tr>
          </thead>
          <tbody>
            {grants.map((one) => (
              <tr key={`${one.kind} ${one.id} ${one.here}`}>
                <td>
                  <bdi>{one.name}</bdi>{' '}
                  <span className="text-ink-3 text-xs">{t(`grantKind.${one.kind}`)}</span>
                </td>
                <td>{shell(`role.${one.role}`)}</td>
                <td>{t(one.here ? 'grantHere' : 'grantEverywhere')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

/** The main account may do everything everywhere, whatever roles say. */
function grantsIn(namespace: string, users: readonly UserRow[], groups: readonly GroupRow[]): Grant[] {
  const of = (kind: Grant['kind'], { id, name, role, namespaceRoles }: UserRow | GroupRow): Grant[] => [
    ...namespaceRoles
      .filter((one) => one.namespace === namespace)
      .map((one): Grant => ({ id, name, kind, role: one.role, here: true })),
    ...(role === null ? [] : [{ id, name, kind, role, here: false }]),
  ];
  return [
    ...users.flatMap((user) =>
      user.kind === 'main'
        ? [{ id: user.id, name: user.name, kind: 'user' as const, role: 'owner' as const, here: false }]
        : of('user', user),
    ),
    ...groups.flatMap((group) => of('group', group)),
  ].sort((a, b) => Number(b.here) - Number(a.here) || (a.name < b.name ? -1 : 1));
}
