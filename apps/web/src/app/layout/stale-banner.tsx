import { useTranslations } from 'use-intl/react';
import { live, useLiveState } from '../../lib/live/use-live.ts';
import { Banner } from '../../ui/face.tsx';

/** Over the page while nothing has been heard for 10 s. What is on screen stays, marked as old. */
export function StaleBanner() {
  const t = useTranslations('live');
  const words = useTranslations('action');
  const { word, silenceSeconds, retryInSeconds } = useLiveState();
  if (word !== 'stale') return null;
  return (
    <Banner
      tone="caution"
      action={
        <button type="button" className="link" onClick={() => live.reconnect()}>
          {words('now')}
        </button>
      }
    >
      <b className="font-medium">{t('staleFor', { seconds: String(silenceSeconds) })}</b>{' '}
      {retryInSeconds === undefined || retryInSeconds === 0
        ? t('lost')
        : t('lostIn', { seconds: String(retryInSeconds) })}
    </Banner>
  );
}
