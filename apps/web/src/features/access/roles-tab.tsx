import type { RoleRow, Verb } from '@cynosure/shared/console/access.ts';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl/react';
import { links } from '../../lib/registry/links.ts';
import { Dash } from '../../lib/registry/state-mark.tsx';
import type { Column } from '../../ui/data-table/column.ts';
import { onDemand } from '../../ui/on-demand.tsx';
import { RowLink } from '../../ui/row-link.tsx';
import { EditedList } from './parts/edited-list.tsx';
import { NameList } from './parts/name-list.tsx';
import { kindsWith } from './roles/role-matrix.tsx';
import { useRoleComment, useRoleName } from './roles/role-name.ts';

const RoleForm = onDemand(() => import('./roles/role-form.tsx').then((module) => module.RoleForm));

const verbs = [
  ['read', 3],
  ['change', 4],
  ['isolate', 1],
  ['administer', 2],
] as const satisfies readonly (readonly [Verb, number])[];

/** The built-in roles and those with a name: who holds them, and what they may do. */
export function RolesTab() {
  const t = useTranslations('accessRoles');
  return (
    <EditedList
      part="roles"
      words={{
        title: t('title'),
        new: t('new'),
        ownerOnly: t('ownerOnly'),
        placeholder: t('placeholder'),
        count: (n) => t('count', { n }),
        noneWith: (total, filters) => t('noneWith', { total, filters }),
        emptyTitle: t('emptyTitle'),
        empty: t('empty'),
        noMatch: t('noMatch'),
        gone: t('gone'),
      }}
      columns={useRoleColumns()}
      card={(role) => <RoleCard role={role} />}
      form={(role, close) => <RoleForm key={role?.id} role={role} {...close} />}
      deleteWhat={() => t('deleteWhat')}
    />
  );
}

function useRoleColumns(): readonly Column<RoleRow>[] {
  const t = useTranslations('accessRoles');
  const parts = useTranslations('accessParts');
  const field = useTranslations('field');
  const commentOf = useRoleComment();
  return useMemo(
    () => [
      {
        key: 'name',
        head: parts('name'),
        width: 160,
        className: 'name',
        cell: (row) => <RoleName role={row} />,
      },
      { key: 'users', head: t('users'), width: 110, cell: (row) => <NameList of={row.users} /> },
      { key: 'groups', head: t('groups'), width: 100, drop: 6, cell: (row) => <NameList of={row.groups} /> },
      ...verbs.map(
        ([verb, drop]): Column<RoleRow> => ({
          key: verb,
          head: parts(`verb.${verb}`),
          width: 80,
          align: 'end',
          drop,
          cell: ({ matrix }) => {
            const kinds = kindsWith(matrix, verb);
            if (kinds.length === 0) return <Dash />;
            const named = kinds.map((kind) => parts(`kind.${kind}`)).join(', ');
            return <span title={named}>{t('kinds', { n: kinds.length })}</span>;
          },
        }),
      ),
      {
        key: 'comment',
        head: field('comment'),
        width: 380,
        drop: 7,
        cell: (row) => {
          const comment = commentOf(row);
          return comment ? <bdi title={comment}>{comment}</bdi> : <Dash />;
        },
      },
    ],
    [t, parts, field, commentOf],
  );
}

function RoleName({ role }: { role: RoleRow }) {
  const t = useTranslations('accessRoles');
  const nameOf = useRoleName();
  return (
    <>
      <RowLink to={links.accessTo('roles', role.id)}>{nameOf(role)}</RowLink>
      {role.builtIn ? <span className="tag ml-2 font-normal">{t('builtIn')}</span> : null}
    </>
  );
}

function RoleCard({ role }: { role: RoleRow }) {
  const t = useTranslations('accessRoles');
  const commentOf = useRoleComment();
  const { users, groups } = role;
  return (
    <>
      <b className="truncate">
        <RoleName role={role} />
      </b>
      <span className="text-ink-3 text-xs">{t('holders', { n: users.length + groups.length })}</span>
      <span className="truncate text-ink-3 text-xs">
        {commentOf(role) || <NameList of={[...users, ...groups]} />}
      </span>
      <span />
    </>
  );
}
