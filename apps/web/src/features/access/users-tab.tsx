import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { links } from '../../lib/registry/links.ts';
import { useSession } from '../../lib/session.ts';
import { AccessList } from './parts/access-list.tsx';
import { useAccessRows } from './parts/use-access-rows.ts';
import { UserCard, useUserColumns } from './user-columns.tsx';
import { type UserAct, UserDialogs } from './user-dialogs.tsx';

/** Who has an account: all for who holds a role, else one's own. */
export function UsersTab() {
  const t = useTranslations('users');
  const navigate = useNavigate();
  const { user } = useSession();
  const [act, setAct] = useState<UserAct>();
  const columns = useUserColumns(user?.id, setAct);
  return (
    <>
      <AccessList
        rows={useAccessRows('users')}
        columns={columns}
        rowLabel={(row) => row.name}
        card={(row) => <UserCard user={row} isSelf={row.id === user?.id} />}
        onEnter={(row) => void navigate(links.user(row.id))}
        words={{
          title: t('title'),
          placeholder: t('placeholder'),
          count: (n) => t('count', { n }),
          noMatch: t('noMatch'),
          noneWith: (total, filters) => t('noneWith', { total, filters }),
          emptyTitle: t('emptyTitle'),
          empty: t('empty'),
        }}
        make={{
          label: t('new'),
          disabledWhy: user?.role === 'owner' ? undefined : t('ownerOnly'),
          onClick: () => setAct({ kind: 'new' }),
        }}
      />
      <UserDialogs act={act} onAct={setAct} />
    </>
  );
}
