import type { UserRow } from '@cynosure/shared/console/access.ts';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl/react';
import { links } from '../../lib/registry/links.ts';
import { Ago } from '../../lib/registry/moment.tsx';
import { Dash } from '../../lib/registry/state-mark.tsx';
import { useWhyNot } from '../../lib/registry/why-not.ts';
import { Button } from '../../ui/button.tsx';
import type { Column } from '../../ui/data-table/column.ts';
import { Mark } from '../../ui/mark.tsx';
import { RowLink } from '../../ui/row-link.tsx';
import { HeldRoles } from './held-roles.tsx';
import { NameList } from './parts/name-list.tsx';
import type { UserAct } from './user-dialogs.tsx';

/** The columns of the list of users (console/spec.md §5). `self`: id of whoever looks. */
export function useUserColumns(
  self: string | undefined,
  onAct: (act: UserAct) => void,
): readonly Column<UserRow>[] {
  const t = useTranslations('users');
  const field = useTranslations('field');
  const words = useTranslations('action');
  return useMemo(
    () => [
      {
        key: 'name',
        head: t('name'),
        width: 190,
        className: 'name',
        cell: (row) => (
          <>
            <RowLink to={links.user(row.id)}>{row.name}</RowLink>
            {row.id === self ? <span className="tag ml-2 font-normal">{t('you')}</span> : null}
          </>
        ),
      },
      { key: 'kind', head: t('kind'), width: 90, drop: 2, cell: (row) => t(`kinds.${row.kind}`) },
      {
        key: 'groups',
        head: t('groups'),
        width: 130,
        drop: 3,
        cell: (row) => <NameList of={row.groups} />,
      },
      { key: 'roles', head: t('roles'), width: 170, cell: (row) => <HeldRoles of={row} /> },
      {
        key: 'lastSignIn',
        head: t('lastSignIn'),
        width: 120,
        drop: 4,
        cell: (row) => <LastSignIn user={row} />,
      },
      {
        key: 'token',
        head: t('token'),
        width: 80,
        drop: 5,
        cell: (row) => <TokenMark on={row.tokenEnabled} />,
      },
      {
        key: 'comment',
        head: field('comment'),
        width: 130,
        drop: 1,
        cell: (row) => (row.comment ? <bdi title={row.comment}>{row.comment}</bdi> : <Dash />),
      },
      {
        key: 'actions',
        head: words('more'),
        headHidden: true,
        width: 240,
        align: 'end',
        drop: 6,
        cell: (row) => <RowActions user={row} onAct={onAct} />,
      },
    ],
    [t, field, words, self, onAct],
  );
}

export function LastSignIn({ user: { lastSignInAt } }: { user: UserRow }) {
  const t = useTranslations('users');
  return lastSignInAt === null ? <span className="text-ink-3">{t('never')}</span> : <Ago at={lastSignInAt} />;
}

/** Whether the token works; `named` where no head says what is on or off. */
export function TokenMark({ on, named = false }: { on: boolean; named?: boolean }) {
  const t = useTranslations('users');
  return (
    <Mark tone={on ? 'good' : 'none'}>{t(`${named ? 'tokenIs' : 'tokenState'}.${on ? 'on' : 'off'}`)}</Mark>
  );
}

function RowActions({ user, onAct }: { user: UserRow; onAct: (act: UserAct) => void }) {
  const t = useTranslations('users');
  const whyNot = useWhyNot();
  const { may, name } = user;
  return (
    <span className="inline-flex justify-end gap-0.5">
      <Button
        icon="edit"
        look="quiet"
        small
        tabIndex={-1}
        label={t('edit', { user: name })}
        disabledWhy={whyNot(may.edit)}
        onClick={() => onAct({ kind: 'edit', user })}
      />
      <Button
        look="quiet"
        small
        tabIndex={-1}
        label={t('resetPassword', { user: name })}
        disabledWhy={whyNot(may.password)}
        onClick={() => onAct({ kind: 'password', user })}
      >
        {t('resetShort')}
      </Button>
      <Button
        look="quiet"
        small
        tabIndex={-1}
        label={t('delete', { user: name })}
        disabledWhy={whyNot(may.delete)}
        onClick={() => onAct({ kind: 'delete', user })}
      >
        {t('deleteShort')}
      </Button>
    </span>
  );
}

/** A user on a narrow screen; what can be done stands on its page. */
export function UserCard({ user, isSelf }: { user: UserRow; isSelf: boolean }) {
  const t = useTranslations('users');
  return (
    <>
      <b className="truncate">
        <RowLink to={links.user(user.id)}>{user.name}</RowLink>
        {isSelf ? <span className="tag ml-2 font-normal">{t('you')}</span> : null}
      </b>
      <TokenMark on={user.tokenEnabled} named />
      <span className="truncate text-ink-3 text-xs">
        <HeldRoles of={user} />
      </span>
      <span className="text-ink-3 text-xs">
        <LastSignIn user={user} />
      </span>
    </>
  );
}
