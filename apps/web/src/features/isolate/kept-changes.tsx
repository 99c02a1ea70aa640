import type { Change } from '@cynosure/shared/console/operation.ts';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../lib/format.ts';
import { useFieldName, useFieldValue } from '../../lib/registry/field-words.ts';
import { useActorName } from '../../lib/registry/sentence-text.ts';
import { Shape } from '../../ui/mark.tsx';

const MOST = 8;

/** What an undo leaves alone: another person's change is never trampled on. */
export function KeptChanges({ keep, gone }: { keep: readonly Change[]; gone: number }) {
  const t = useTranslations('isolate');
  const format = useFormat();
  const field = useFieldName();
  const value = useFieldValue();
  const actor = useActorName('within');
  if (keep.length === 0 && gone === 0) return null;
  return (
    <div className="note caution mt-4">
      <Shape tone="caution" size={16} />
      <div className="min-w-0">
        {keep.length > 0 ? <span className="font-semibold">{t('keeps')}</span> : null}
        <ul className="text-ink-2">
          {keep.slice(0, MOST).map((change) => (
            <li key={`${change.target.id} ${change.path}`}>
              {t('keepsOne', {
                label: change.target.label,
                field: field(change.path),
                value: value(change.path, change.since?.value),
                by: change.since ? actor(change.since.by) : '?',
                time: change.since ? format.clock(change.since.at) : '?',
              })}
            </li>
          ))}
          {keep.length > MOST ? <li>+{keep.length - MOST}</li> : null}
          {gone > 0 ? <li>{t('goneSome', { n: gone })}</li> : null}
        </ul>
      </div>
    </div>
  );
}
