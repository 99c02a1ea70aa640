import type { Counts } from '@cynosure/shared/console/counts.ts';
import type { Overview } from '@cynosure/shared/console/overview.ts';
import { healthyShare } from '@cynosure/shared/console/state.ts';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../lib/format.ts';
import { HealthyOf } from '../../lib/registry/counts-bar.tsx';
import { Dash } from '../../lib/registry/state-mark.tsx';
import { Mark } from '../../ui/mark.tsx';
import { Block, BlockNote } from './block.tsx';

/** How each zone is doing: a zone that fails is seen here before its services are. */
export function ZonesBlock({ zones }: { zones: Overview['zones'] | undefined }) {
  const t = useTranslations('overview');
  const face = useTranslations('face');
  return (
    <Block title={t('zones')}>
      {zones === undefined ? <BlockNote>{face('unknownValue')}</BlockNote> : null}
      {zones?.length === 0 ? <BlockNote>{t('zonesNone')}</BlockNote> : null}
      {zones && zones.length > 0 ? (
        <table className="data-table" aria-label={t('zones')}>
          <tbody>
            {zones.map(({ zone, counts }) => (
              <ZoneRow key={zone} zone={zone} counts={counts} />
            ))}
          </tbody>
        </table>
      ) : null}
    </Block>
  );
}

/** Instances that nobody checks are neither healthy nor unhealthy: the share is one of the others. */
function ZoneRow({ zone, counts }: { zone: string; counts: Counts }) {
  const t = useTranslations('overview');
  const state = useTranslations('state');
  const format = useFormat();
  const checked = { ...counts, total: counts.total - counts.unchecked };
  const share = healthyShare(checked);
  const unchecked = <Mark tone="none">{state('nUnchecked', { n: counts.unchecked })}</Mark>;
  return (
    <tr>
      <td className="sm:w-[190px] font-semibold text-ink">{zone ? <bdi>{zone}</bdi> : t('noZone')}</td>
      <td className="sm:w-[160px]">
        {counts.unhealthy > 0 ? (
          <Mark tone="bad">{state('nUnhealthy', { n: counts.unhealthy })}</Mark>
        ) : (
          <Dash />
        )}
      </td>
      <td className="not-narrow sm:w-[140px]">
        {counts.isolated > 0 ? (
          <Mark tone="out">{state('nIsolated', { n: counts.isolated })}</Mark>
        ) : (
          <Dash />
        )}
      </td>
      {share === undefined ? (
        <td className="end" colSpan={3}>
          {unchecked}
        </td>
      ) : (
        <>
          <td className="not-narrow sm:w-[140px]">{counts.unchecked > 0 ? unchecked : <Dash />}</td>
          <td className="end">
            <HealthyOf counts={checked} plain />
          </td>
          <td className="end sm:w-[110px]">{format.percent(share, 2)}</td>
        </>
      )}
    </tr>
  );
}
