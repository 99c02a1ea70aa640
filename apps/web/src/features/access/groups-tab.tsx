import type { GroupRow } from '@cynosure/shared/console/access.ts';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../lib/format.ts';
import { links } from '../../lib/registry/links.ts';
import { Ago } from '../../lib/registry/moment.tsx';
import { Dash } from '../../lib/registry/state-mark.tsx';
import type { Column } from '../../ui/data-table/column.ts';
import { onDemand } from '../../ui/on-demand.tsx';
import { RowLink } from '../../ui/row-link.tsx';
import { EditedList } from './parts/edited-list.tsx';
import { NameList } from './parts/name-list.tsx';

const GroupForm = onDemand(() => import('./groups/group-form.tsx').then((module) => module.GroupForm));

/** Groups of accounts: who is in them, and what being in one gives. */
export function GroupsTab() {
  const t = useTranslations('accessGroups');
  return (
    <EditedList
      part="groups"
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
      columns={useGroupColumns()}
      card={(group) => <GroupCard group={group} />}
      form={(group, close) => <GroupForm key={group?.id} group={group} {...close} />}
      deleteWhat={(group) => t('deleteWhat', { n: group.users.length })}
    />
  );
}

function useGroupColumns(): readonly Column<GroupRow>[] {
  const t = useTranslations('accessGroups');
  const parts = useTranslations('accessParts');
  const field = useTranslations('field');
  const format = useFormat();
  return useMemo(
    () => [
      {
        key: 'name',
        head: parts('name'),
        width: 160,
        className: 'name',
        cell: (row) => <RowLink to={links.accessTo('groups', row.id)}>{row.name}</RowLink>,
      },
      { key: 'users', head: t('members'), width: 180, cell: (row) => <NameList of={row.users} /> },
      { key: 'role', head: parts('roles'), width: 200, cell: (row) => <RolesOf group={row} /> },
      {
        key: 'policies',
        head: t('policies'),
        width: 86,
        align: 'end',
        drop: 4,
        cell: (row) => format.number(row.policies.length),
      },
      {
        key: 'token',
        head: t('token'),
        width: 80,
        drop: 3,
        cell: (row) => t(row.tokenEnabled ? 'on' : 'off'),
      },
      {
        key: 'comment',
        head: field('comment'),
        width: 140,
        drop: 2,
        cell: (row) => (row.comment ? <bdi title={row.comment}>{row.comment}</bdi> : <Dash />),
      },
      {
        key: 'changed',
        head: field('changed'),
        width: 100,
        align: 'end',
        drop: 1,
        className: 'text-ink-3',
        cell: (row) => <Ago at={row.changedAt} />,
      },
    ],
    [t, parts, field, format],
  );
}

/** The roles that being in the group gives: everywhere, in namespaces, and by name. */
function RolesOf({ group: { role, namespaceRoles, roles } }: { group: GroupRow }) {
  const parts = useTranslations('accessParts');
  const shell = useTranslations('shell');
  const all = [
    ...(role === null ? [] : [{ id: 'everywhere', name: shell(`role.${role}`) }]),
    ...namespaceRoles.map((one) => ({
      id: `in ${one.namespace}`,
      name: parts('roleInShort', { role: shell(`role.${one.role}`), namespace: one.namespace }),
    })),
    ...roles,
  ];
  return <NameList of={all} />;
}

function GroupCard({ group }: { group: GroupRow }) {
  const t = useTranslations('accessGroups');
  return (
    <>
      <b className="truncate">
        <RowLink to={links.accessTo('groups', group.id)}>{group.name}</RowLink>
      </b>
      <span className="text-ink-3 text-xs">{t('memberCount', { n: group.users.length })}</span>
      <span className="truncate">
        <RolesOf group={group} />
      </span>
      <span className="text-ink-3 text-xs">{t(group.tokenEnabled ? 'tokenIsOn' : 'tokenIsOff')}</span>
    </>
  );
}
