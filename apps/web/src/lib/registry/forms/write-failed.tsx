import { useTranslations } from 'use-intl/react';
import { detailsOf } from '../../../ui/read-face.tsx';
import { RequestError } from '../../problem.ts';

const CHANGED = 412;

/** Why a form was not saved: theirs came first, or what the registry says, field by field. */
export function WriteFailed({ error, what }: { error: Error | null; what: string }) {
  const t = useTranslations('form');
  if (error === null) return null;
  const changed = error instanceof RequestError && error.status === CHANGED;
  const fields = error instanceof RequestError ? (error.problem?.fields ?? []) : [];
  return (
    <div role="alert" className="text-unhealthy-ink">
      {t('notSaved', { what })} {changed ? t('changedSince') : fields.map(({ info }) => info).join(' ')}{' '}
      <span className="mono text-ink-3 text-xs">{detailsOf(error)}</span>
    </div>
  );
}
