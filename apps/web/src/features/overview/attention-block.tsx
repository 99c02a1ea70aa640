import type { Attention, Overview } from '@cynosure/shared/console/overview.ts';
import { healthyShare } from '@cynosure/shared/console/state.ts';
import { Link } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../lib/format.ts';
import { CountsBar, HealthyOf } from '../../lib/registry/counts-bar.tsx';
import { links } from '../../lib/registry/links.ts';
import { Since } from '../../lib/registry/moment.tsx';
import { Mark } from '../../ui/mark.tsx';
import { Block, BlockNote } from './block.tsx';

/** Services in trouble, the worst first, each with what its unhealthy ones have in common. */
export function AttentionBlock({ attention }: { attention: Overview['attention'] | undefined }) {
  const t = useTranslations('overview');
  const face = useTranslations('face');
  return (
    <Block
      title={t('attention')}
      count={attention?.length}
      more={{ to: '/services', label: t('allServices') }}
    >
      {attention === undefined ? <BlockNote>{face('unknownValue')}</BlockNote> : null}
      {attention?.length === 0 ? <BlockNote>{t('attentionNone')}</BlockNote> : null}
      {attention && attention.length > 0 ? (
        <table className="data-table" aria-label={t('attention')}>
          <tbody>
            {attention.map((one) => (
              <tr key={`${one.namespace}/${one.service}`}>
                <td>
                  <Link
                    to={links.service(one.namespace, one.service)}
                    className="font-semibold text-ink hover:underline"
                  >
                    <bdi>{one.service}</bdi>
                  </Link>
                  <bdi className="ml-2 text-ink-3">{one.namespace}</bdi>
                </td>
                <td>
                  <Why one={one} />
                </td>
                <td className="end">
                  <HealthyOf counts={one.counts} plain />
                </td>
                <td className="not-narrow">
                  <CountsBar counts={one.counts} width={96} />
                </td>
                <td className="not-narrow">
                  <Clue one={one} />
                </td>
                <td className="end text-ink-3">
                  <Since at={one.sinceAt} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
    </Block>
  );
}

function Why({ one }: { one: Attention }) {
  const t = useTranslations('overview');
  const state = useTranslations('state');
  const format = useFormat();
  if (one.why === 'noneHealthy') return <Mark tone="bad">{state('noneHealthy')}</Mark>;
  const share = healthyShare(one.counts) ?? 1;
  if (one.why === 'underGuard' || !one.clue) {
    return (
      <Mark tone={share < 0.5 ? 'bad' : 'caution'}>
        {t('shareHealthy', { percent: format.percent(share) })}
      </Mark>
    );
  }
  return (
    <Mark tone="caution">
      {t('cluster', { count: state('nUnhealthy', { n: one.clue.count }), key: one.clue.key })}
    </Mark>
  );
}

function Clue({ one }: { one: Attention }) {
  const t = useTranslations('overview');
  if (!one.clue) return null;
  const { count, value } = one.clue;
  if (one.why === 'cluster') return <bdi>{value}</bdi>;
  return count === one.counts.unhealthy
    ? t('clueAll', { count: String(count), value })
    : t('clueSome', { count: String(count), value });
}
