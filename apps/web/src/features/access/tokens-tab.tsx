import type { TokenRow } from '@cynosure/shared/console/access.ts';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { useSession } from '../../lib/session.ts';
import { onDemand } from '../../ui/on-demand.tsx';
import { AccessList } from './parts/access-list.tsx';
import { useAccessRows } from './parts/use-access-rows.ts';
import { RevokeToken } from './revoke-token.tsx';
import { TokenCard, useTokenColumns } from './token-columns.tsx';

const NewTokenForm = onDemand(() => import('./token-form.tsx').then((one) => one.NewTokenForm));

/** All tokens for who holds a role, else those of one's own. */
export function TokensTab() {
  const t = useTranslations('tokens');
  const { user } = useSession();
  const [isNew, setIsNew] = useState(false);
  const [revoked, setRevoked] = useState<TokenRow>();
  const columns = useTokenColumns(setRevoked);
  return (
    <>
      <AccessList
        rows={useAccessRows('tokens')}
        columns={columns}
        rowLabel={(row) => row.name}
        card={(row) => <TokenCard token={row} onRevoke={setRevoked} />}
        words={{
          title: t('title'),
          placeholder: t('placeholder'),
          count: (n) => t('count', { n }),
          noMatch: t('noMatch'),
          noneWith: (total, filters) => t('noneWith', { total, filters }),
          emptyTitle: t('emptyTitle'),
          empty: t('empty'),
        }}
        make={{ label: t('new'), disabledWhy: undefined, onClick: () => setIsNew(true) }}
      />
      {isNew && user ? <NewTokenForm self={user} onClose={() => setIsNew(false)} /> : null}
      {revoked ? <RevokeToken token={revoked} onClose={() => setRevoked(undefined)} /> : null}
    </>
  );
}
