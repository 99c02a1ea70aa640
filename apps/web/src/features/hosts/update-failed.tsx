import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../lib/format.ts';
import { Banner } from '../../ui/face.tsx';
import { detailsOf } from '../../ui/read-face.tsx';

/** The page could not be read again; what is on screen stays under this. */
export function UpdateFailed({ error, asOf, onRetry }: { error: Error; asOf: number; onRetry: () => void }) {
  const t = useTranslations('face');
  const words = useTranslations('action');
  const hosts = useTranslations('hosts');
  const format = useFormat();
  return (
    <Banner
      tone="caution"
      alert
      action={
        <button type="button" className="link" onClick={onRetry}>
          {words('tryAgain')}
        </button>
      }
    >
      {t('updateFailed', { what: hosts('facts.instances'), time: format.clock(asOf) })}{' '}
      <span className="mono text-ink-3 text-xs">{detailsOf(error)}</span>
    </Banner>
  );
}
