import { useTranslations } from 'use-intl/react';
import { useFormat } from '../lib/format.ts';
import { Banner } from './face.tsx';
import { detailsOf } from './read-face.tsx';
import { type Thing, useThing } from './use-thing.ts';

/** Over what could not be read again and stays on screen: since when it is old, why, and another try. */
export function UpdateFailed({
  error,
  asOf,
  onRetry,
  ...thing
}: Thing & {
  error: Error;
  /** Wall clock in ms of what is on screen. */
  asOf: number;
  onRetry: () => void;
}) {
  const t = useTranslations('face');
  const words = useTranslations('action');
  const format = useFormat();
  const { first: what } = useThing(thing);
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
