import { useTranslations } from 'use-intl/react';
import { useNow } from '../../lib/clock.ts';
import { useFormat } from '../../lib/format.ts';
import { useLiveState } from '../../lib/live/use-live.ts';
import { Banner } from '../../ui/face.tsx';
import { Gap } from '../../ui/gap.tsx';

/** Over every page while the store is slow, out or damaged: since when, why, and what that means. Goes away by itself. */
export function StoreBanner() {
  const t = useTranslations('live');
  const format = useFormat();
  const now = useNow();
  const { store } = useLiveState();
  if (store.kind === 'well') return null;
  if (store.kind === 'damaged') {
    return (
      <Banner tone="bad" alert>
        <b className="font-medium">{t('storeDamaged')}</b>
        <Gap />
        {t('storeDamagedWhat')} <bdi className="mono">{store.info}</bdi>
      </Banner>
    );
  }
  const since = format.clock(store.sinceAt, now);
  if (store.kind === 'slow') {
    return (
      <Banner tone="caution" alert>
        <b className="font-medium">{t('storeSlow', { since })}</b>
        <Gap />
        {t('storeSlowWhat')}
      </Banner>
    );
  }
  return (
    <Banner tone="bad" alert>
      <b className="font-medium">{t('storeOut', { since })}</b> {store.info} {t('storeOutWhat')}
    </Banner>
  );
}
