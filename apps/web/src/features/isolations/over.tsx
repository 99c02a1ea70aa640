import { useTranslations } from 'use-intl/react';
import { Icon } from '../../ui/icon.tsx';

/** Of an isolation that has ended: none of the shapes of states, because it says nothing of any instance. */
export function Over() {
  const t = useTranslations('isolations');
  return (
    <span className="inline-flex items-center gap-1.5 text-ink-2">
      <Icon name="history" size={14} />
      {t('tabs.ended')}
    </span>
  );
}
