import { type ReactNode, useEffect, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { Button } from '../../ui/button.tsx';
import { Banner, Face } from '../../ui/face.tsx';
import { ReadFace, useSlow } from '../../ui/read-face.tsx';
import { UpdateFailed } from '../../ui/update-failed.tsx';
import { type Thing, useThing } from '../../ui/use-thing.ts';
import type { PagedRows } from '../paged-rows.ts';
import { statusOf } from '../problem.ts';

const STILL_AFTER_MS = 5_000;

/**
 * What a list shows besides its rows: failed, forbidden, old data under a banner, parts that are missing, and a
 * word once reading takes long. `missing`: member → its name in the sentence.
 */
export function ListFaces<Row>({
  rows,
  missing,
  children,
  ...thing
}: {
  rows: Pick<PagedRows<Row>, 'page' | 'error' | 'isPending' | 'asOf' | 'rerun'> &
    Partial<Pick<PagedRows<Row>, 'cancel' | 'isCancelled'>>;
  missing?: Record<string, string>;
  children: ReactNode;
} & Thing) {
  const t = useTranslations('face');
  const words = useTranslations('action');
  const { within } = useThing(thing);
  const retry = () => void rows.rerun();
  if (rows.error && (!rows.page || statusOf(rows.error) === 403))
    return <ReadFace error={rows.error} {...thing} onRetry={retry} />;
  if (rows.isCancelled) {
    return (
      <Face
        title={t('cancelled', { what: within })}
        actions={<Button onClick={retry}>{words('tryAgain')}</Button>}
      />
    );
  }
  const lost = (rows.page?.missing ?? []).map((name) => missing?.[name] ?? name);
  const again = (
    <button type="button" className="link" onClick={retry}>
      {words('tryAgain')}
    </button>
  );
  return (
    <>
      {rows.error && rows.asOf !== undefined ? (
        <UpdateFailed {...thing} error={rows.error} asOf={rows.asOf} onRetry={retry} />
      ) : null}
      {lost.length > 0 ? (
        <Banner tone="caution" action={again}>
          {t('missingPart', { what: lost.join(', ') })}
        </Banner>
      ) : null}
      <StillReading pending={rows.isPending} onCancel={rows.cancel} />
      {children}
    </>
  );
}

/** After five seconds a person wants to know that something is still going on. */
export function StillReading({
  pending,
  onCancel,
}: {
  pending: boolean;
  onCancel?: (() => void) | undefined;
}) {
  const t = useTranslations('face');
  const words = useTranslations('action');
  const slow = useSlow(pending, STILL_AFTER_MS);
  const [seconds, setSeconds] = useState(STILL_AFTER_MS / 1000);
  useEffect(() => {
    if (!slow) return setSeconds(STILL_AFTER_MS / 1000);
    const timer = setInterval(() => setSeconds((before) => before + 1), 1000);
    return () => clearInterval(timer);
  }, [slow]);
  return slow ? (
    <div className="num px-(--cy-gutter) py-2 text-ink-3">
      {t('stillReading', { seconds: String(seconds) })}{' '}
      {onCancel ? (
        <button type="button" className="link" onClick={onCancel}>
          {words('cancel')}
        </button>
      ) : null}
    </div>
  ) : null;
}
