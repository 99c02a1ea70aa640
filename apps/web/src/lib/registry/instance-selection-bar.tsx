import { useTranslations } from 'use-intl/react';
import { Button } from '../../ui/button.tsx';
import { useFormat } from '../format.ts';
import { InstanceActions } from './instance-actions.tsx';
import { SelectionBar } from './selection-bar.tsx';
import type { InstanceSelection } from './use-instance-selection.ts';
import type { WhyNotChange } from './why-not.ts';

type InstanceSelectionBarProps = {
  selection: InstanceSelection;
  /** How many the list matches. */
  total: number;
  whyNot: WhyNotChange;
};

/** What can be done with the ticked instances, or with all that match. */
export function InstanceSelectionBar({ selection, total, whyNot }: InstanceSelectionBarProps) {
  const t = useTranslations('selection');
  const format = useFormat();
  const { size, frozenAt, notShown, moreNow } = selection;
  if (size === 0) return null;
  return (
    <SelectionBar
      error={selection.error}
      onClear={selection.clear}
      said={
        <>
          <span>
            <b className="font-semibold">{t('n', { n: size })}</b>
            {frozenAt === undefined ? null : t('frozen', { time: format.clock(frozenAt) })}
            {notShown > 0 ? t('notShown', { n: notShown }) : null}
          </span>
          {frozenAt === undefined && size < total ? (
            <button type="button" className="link" onClick={selection.all}>
              {t('all', { n: total })}
            </button>
          ) : null}
          {frozenAt !== undefined && moreNow > 0 ? (
            <button type="button" className="link" onClick={selection.addMore}>
              {t('more', { n: moreNow })}
            </button>
          ) : null}
        </>
      }
    >
      <InstanceActions freeze={selection.freeze} whyNot={whyNot} />
    </SelectionBar>
  );
}

/** The address names a selection that nobody keeps any more. */
export function ExpiredSelection({ selection }: { selection: InstanceSelection }) {
  const t = useTranslations('selection');
  if (!selection.isExpired) return null;
  return (
    <p className="flex items-center gap-2 px-(--cy-gutter) pb-2 text-ink-3 text-xs" role="status">
      {t('expired')}
      <Button small look="quiet" onClick={selection.clear}>
        {t('forget')}
      </Button>
    </p>
  );
}
