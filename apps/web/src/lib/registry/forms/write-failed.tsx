import { useTranslations } from 'use-intl/react';
import { Gap } from '../../../ui/gap.tsx';
import { detailsOf } from '../../../ui/read-face.tsx';
import { type Thing, useThing } from '../../../ui/use-thing.ts';
import { RequestError } from '../../problem.ts';

const CHANGED = 412;

/** Why a form was not saved: theirs came first, or what the registry says, field by field. */
export function WriteFailed({ error, ...thing }: { error: Error | null } & Thing) {
  const t = useTranslations('form');
  const { first: what } = useThing(thing);
  if (error === null) return null;
  const changed = error instanceof RequestError && error.status === CHANGED;
  const fields = error instanceof RequestError ? (error.problem?.fields ?? []) : [];
  return (
    <div role="alert" className="text-unhealthy-ink">
      {t('notSaved', { what })}
      <Gap />
      {changed ? t('changedSince') : fields.map(({ info }) => info).join(' ')}{' '}
      <span className="mono text-ink-3 text-xs">{detailsOf(error)}</span>
    </div>
  );
}
