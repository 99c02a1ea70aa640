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
  const state = useTranslations('state');
  const face = useTranslations('face');
  const format = useFormat();
  return (
    <Block title={t('zones')}>
      {zones === undefined ? <BlockNote>{face('unknownValue')}</BlockNote> : null}
      {zones?.length === 0 ? <BlockNote>{t('zonesNone')}</BlockNote> : null}
      {zones && zones.length > 0 ? (
        <table className="data-table" aria-label={t('zones')}>
          <tbody>
            {zones.map(({ zone, counts }) => (
              <tr key={zone}>
                <td className="sm:w-[190px] font-semibold text-ink">
                  {zone ? <bdi>{zone}</bdi> : t('noZone')}
                </td>
                <td className="sm:w-[190px]">
                  {counts.unhealthy > 0 ? (
                    <Mark tone="bad">{state('nUnhealthy', { n: counts.unhealthy })}</Mark>
                  ) : (
                    <Dash />
                  )}
                </td>
                <td className="not-narrow sm:w-[150px]">
                  {counts.isolated > 0 ? (
                    <Mark tone="out">{state('nIsolated', { n: counts.isolated })}</Mark>
                  ) : (
                    <Dash />
                  )}
                </td>
                <td className="end">
                  <HealthyOf counts={counts} plain />
                </td>
                <td className="end sm:w-[110px]">{format.percent(healthyShare(counts) ?? 0, 2)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
    </Block>
  );
}
