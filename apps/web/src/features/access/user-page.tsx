import type { UserDetail } from '@cynosure/shared/console/access.ts';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useNavigate } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { usePageTitle } from '../../lib/page-title.ts';
import { links } from '../../lib/registry/links.ts';
import { Ago } from '../../lib/registry/moment.tsx';
import { useWhyNot } from '../../lib/registry/why-not.ts';
import { useSession } from '../../lib/session.ts';
import { Button } from '../../ui/button.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { ReadFace } from '../../ui/read-face.tsx';
import { HeldRoles } from './held-roles.tsx';
import { userQuery } from './use-users.ts';
import { LastSignIn } from './user-columns.tsx';
import { type UserAct, UserDialogs } from './user-dialogs.tsx';
import { UserTokenLine } from './user-token-line.tsx';

/** One account: what it may do and by what, its token, its password. */
export function UserPage({ id }: { id: string }) {
  const t = useTranslations('users');
  const access = useTranslations('access');
  const navigate = useNavigate();
  const read = useQuery(userQuery(id));
  const user = read.data?.value;
  const name = user?.name ?? id;
  usePageTitle(name, access('title'));
  const [act, setAct] = useState<UserAct>();
  const list = links.access('users');
  const crumbs = [
    { label: access('title'), to: links.access() },
    { label: t('title'), to: list },
  ];
  if (read.error && !user) {
    return (
      <>
        <PageHead title={name} crumbs={crumbs} />
        <ReadFace error={read.error} name={name} onRetry={() => void read.refetch()} />
      </>
    );
  }
  return (
    <>
      <PageHead title={name} crumbs={crumbs} actions={user ? <Actions user={user} onAct={setAct} /> : null} />
      <div className="scroll" aria-busy={user ? undefined : true}>
        {user ? (
          <div className="details">
            <Facts user={user} />
            <Rights user={user} />
            <h2>{t('tokenTitle')}</h2>
            <UserTokenLine user={user} onRenew={() => setAct({ kind: 'renew', user })} />
          </div>
        ) : null}
      </div>
      <UserDialogs act={act} onAct={setAct} onDeleted={() => void navigate(list)} />
    </>
  );
}

function Actions({ user, onAct }: { user: UserDetail; onAct: (act: UserAct) => void }) {
  const t = useTranslations('users');
  const whyNot = useWhyNot();
  const isOwn = useSession().user?.id === user.id;
  const { may, name } = user;
  return (
    <>
      <Button
        icon="edit"
        label={t('edit', { user: name })}
        disabledWhy={whyNot(may.edit)}
        onClick={() => onAct({ kind: 'edit', user })}
      />
      <Button
        icon="key"
        {...(isOwn ? {} : { label: t('resetPassword', { user: name }) })}
        disabledWhy={whyNot(may.password)}
        onClick={() => onAct({ kind: 'password', user })}
      >
        {t(isOwn ? 'changePassword' : 'resetShort')}
      </Button>
      <Button
        label={t('delete', { user: name })}
        disabledWhy={whyNot(may.delete)}
        onClick={() => onAct({ kind: 'delete', user })}
      >
        {t('deleteShort')}
      </Button>
    </>
  );
}

function Facts({ user }: { user: UserDetail }) {
  const t = useTranslations('users');
  return (
    <>
      <h2>{t('general')}</h2>
      <dl className="fields">
        <Fact name={t('kind')}>{t(`kinds.${user.kind}`)}</Fact>
        <Fact name={t('groups')}>
          {user.groups.length > 0 ? <bdi>{user.groups.map(({ name }) => name).join(', ')}</bdi> : '–'}
        </Fact>
        <Fact name={t('roles')}>
          <HeldRoles of={user} />
        </Fact>
        <Fact name={t('comment')}>{user.comment ? <bdi>{user.comment}</bdi> : '–'}</Fact>
        <Fact name={t('lastSignIn')}>
          <LastSignIn user={user} />
        </Fact>
        <Fact name={t('createdAt')}>
          <Ago at={user.createdAt} />
        </Fact>
      </dl>
    </>
  );
}

/** What the account may do, whoever gave it: roles of groups count, policies are named. */
function Rights({ user: { kind, effective, policies } }: { user: UserDetail }) {
  const t = useTranslations('users');
  return (
    <>
      <h2>{t('rightsTitle')}</h2>
      <dl className="fields">
        <Fact name={t('effective')}>
          <HeldRoles of={{ ...effective, kind }} />
        </Fact>
        <Fact name={t('policies')}>
          {policies.length === 0 ? (
            <span className="text-ink-3">{t('policiesNone')}</span>
          ) : (
            <ul className="m-0 list-none p-0">
              {policies.map((one) => (
                <li key={one.id}>
                  <bdi>{one.name}</bdi>{' '}
                  <span className="text-ink-3">
                    {t(`effect.${one.effect}`)}
                    {one.isDefault ? ` · ${t('policyOwn')}` : ''}
                  </span>
                </li>
              ))}
            </ul>
          )}
        </Fact>
      </dl>
    </>
  );
}

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </>
);
