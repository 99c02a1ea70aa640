import type { Change } from '@cynosure/shared/console/operation.ts';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../lib/format.ts';
import { useFieldName, useFieldValue } from '../../lib/registry/field-words.ts';
import { useActorName } from '../../lib/registry/sentence-text.ts';
import { Shape } from '../../ui/mark.tsx';

const MOST = 5;

/** Values that somebody has changed again, which an undo keeps. */
export function ChangedSince({
  since,
  all,
  isolation,
}: {
  since: readonly Change[];
  all: number;
  /** It isolated or ended: the values are numbers of instances per service, not worth a line each. */
  isolation: boolean;
}) {
  const t = useTranslations('activity');
  const format = useFormat();
  const field = useFieldName();
  const value = useFieldValue();
  const actor = useActorName('within');
  if (since.length === 0) return null;
  const lines = isolation ? since.filter(({ path }) => path !== '/isolated') : since;
  return (
    <div className="note caution mt-4">
      <Shape tone="caution" size={16} />
      <div className="min-w-0 text-ink-2">
        <div className="font-semibold text-ink">{t('since')}</div>
        {lines.slice(0, MOST).map((change) => (
          <div key={`${change.target.id} ${change.path}`}>
            {t('sinceOne', {
              label: change.target.label,
              field: field(change.path),
              value: value(change.path, change.since?.value),
              by: change.since ? actor(change.since.by) : '?',
              time: change.since ? format.clock(change.since.at) : '?',
            })}
          </div>
        ))}
        {lines.length > MOST ? <div>{t('sinceMore', { n: lines.length - MOST })}</div> : null}
        <div>
          {lines.length === 0 ? t('sinceIsolation') : t('sinceKeeps', { n: all - since.length, all })}
        </div>
      </div>
    </div>
  );
}
