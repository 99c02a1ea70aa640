import { useTranslations } from 'use-intl/react';
import type { Outlook } from './plan.ts';

/** What confirming will not change, beside the button that counts what it will. */
export function BesideConfirm({ outlook }: { outlook: Outlook }) {
  const t = useTranslations('isolate');
  const parts = [
    outlook.left > 0 ? t('besideLeft', { n: outlook.left }) : '',
    outlook.already > 0 ? t('besideAlready', { n: outlook.already }) : '',
    outlook.forbidden > 0 ? t('besideForbidden', { n: outlook.forbidden }) : '',
  ].filter(Boolean);
  return parts.length > 0 ? <span className="beside">{parts.join(' · ')}</span> : null;
}
