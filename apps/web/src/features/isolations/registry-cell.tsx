import type { Isolation } from '@cynosure/shared/console/isolation.ts';
import { useTranslations } from 'use-intl/react';
import { useNow } from '../../lib/clock.ts';
import { useFormat } from '../../lib/format.ts';
import { isFlag } from '../../lib/registry/isolation-target.ts';
import { useActorName } from '../../lib/registry/sentence-text.ts';
import { Mark } from '../../ui/mark.tsx';
import { clientsBehind } from './isolation-order.ts';
import { Over } from './over.tsx';

/** What the registry says of it, the worst fact first: drift, clients behind, no reason; else that it holds. */
export function RegistryCell({ isolation }: { isolation: Isolation }) {
  const t = useTranslations('isolations');
  const format = useFormat();
  const actor = useActorName('within');
  const now = useNow();
  const { drift, counts, leave, uptake } = isolation;
  const [latest] = [...drift].sort((a, b) => b.at - a.at);
  if (isolation.state === 'ended') return <Over />;
  if (latest) {
    return (
      <>
        <Mark tone="bad">{t('backInTraffic', { n: drift.length })}</Mark>
        <span className="two in">
          {t('driftBy', { by: actor(latest.by) || t('api'), time: format.minute(latest.at, now) })}
        </span>
      </>
    );
  }
  if (isFlag(isolation)) {
    return (
      <>
        <Mark tone="caution">{t('noReason')}</Mark>
        <span className="two in">{t('setByApi')}</span>
      </>
    );
  }
  const behind = clientsBehind(isolation, now);
  if (behind > 0) {
    return (
      <>
        <Mark tone="caution">{t('clientsBehind', { n: behind })}</Mark>
        <span className="two in">{uptake.behind.map((one) => one.host).join(', ')}</span>
      </>
    );
  }
  const more = [
    leave.length > 0 ? t('left', { services: leave.map((one) => one.service).join(', ') }) : '',
    counts.registeredAgain > 0 ? t('registeredAgain', { n: counts.registeredAgain }) : '',
    counts.arrived > 0 ? t('arrived', { n: counts.arrived }) : '',
  ].filter(Boolean);
  return (
    <>
      <Mark tone="out">{t('inForce')}</Mark>
      {more.length > 0 ? <span className="two in">{more.join(' · ')}</span> : null}
    </>
  );
}
