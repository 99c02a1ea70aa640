import type { OpenStoreState } from '@cynosure/shared/console/store.ts';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../lib/format.ts';
import { Banner } from '../../ui/face.tsx';
import { Gap } from '../../ui/gap.tsx';

/** That the store is not well, before anybody is signed in: while it is out nobody can sign in. */
export function StoreNote({ store }: { store: OpenStoreState }) {
  const t = useTranslations('signIn');
  const live = useTranslations('live');
  const format = useFormat();
  const since = format.clock(store.sinceAt ?? 0);
  switch (store.kind) {
    case 'out':
      return (
        <Note tone="bad" what={live('storeOut', { since })}>
          {t('storeOutWhat')}
        </Note>
      );
    case 'damaged':
      return (
        <Note tone="bad" what={live('storeDamaged')}>
          {live('storeDamagedWhat')}
        </Note>
      );
    case 'slow':
      return (
        <Note tone="caution" what={live('storeSlow', { since })}>
          {t('storeSlowWhat')}
        </Note>
      );
    default:
      return null;
  }
}

const Note = ({ tone, what, children }: { tone: 'bad' | 'caution'; what: string; children: string }) => (
  <div className="mb-4">
    <Banner tone={tone} alert>
      <b className="font-medium">{what}</b>
      <Gap />
      {children}
    </Banner>
  </div>
);
