import { useTranslations } from 'use-intl/react';
import { useFormat } from '../lib/format.ts';
import { Banner } from './face.tsx';
import { detailsOf } from './read-face.tsx';

/** Over what could not be read again and stays on screen: since when it is old, why, and another try. */
export function UpdateFailed({
  what,
  error,
  asOf,
  onRetry,
}: {
  /** Its name in the sentence. */
  what: string;
  error: Error;
  /** Wall clock in ms of what is on screen. */
  asOf: number;
  onRetry: () => void;
}) {
  const t = useTranslations('face');
  const words = useTranslations('action');
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
      {t('updateFailed', { what, time: format.clock(asOf) })}{' '}
      <span className="mono text-ink-3 text-xs">{detailsOf(error)}</span>
    </Banner>
  );
}
