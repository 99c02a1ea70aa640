import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../lib/format.ts';
import { Banner } from '../../ui/face.tsx';
import { detailsOf } from '../../ui/read-face.tsx';

/** The list could not be read again; what is on screen stays under this. */
export function UpdateFailedNote({
  error,
  asOf,
  onRetry,
}: {
  error: Error;
  asOf: number;
  onRetry: () => void;
}) {
  const t = useTranslations('face');
  const words = useTranslations('action');
  const activity = useTranslations('activity');
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
      {t('updateFailed', { what: activity('operations'), time: format.clock(asOf) })}{' '}
      <span className="mono text-ink-3 text-xs">{detailsOf(error)}</span>
    </Banner>
  );
}
