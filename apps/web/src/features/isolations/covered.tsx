import type { Isolation } from '@cynosure/shared/console/isolation.ts';
import { useTranslations } from 'use-intl/react';

/** How much an isolation covers now, and how much of that is really out of traffic where it is not all. */
export function Covered({ isolation }: { isolation: Isolation }) {
  const t = useTranslations('isolations');
  const { instances, services, inForce } = isolation.counts;
  if (instances === 0) return isolation.state === 'ended' ? null : t('coversNothing');
  return inForce < instances && isolation.state === 'inForce'
    ? t('coveredPart', { n: inForce, all: instances, services })
    : t('covered', { n: instances, services });
}
