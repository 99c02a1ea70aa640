import type { Overview } from '@cynosure/shared/console/overview.ts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'use-intl/react';
import { keys } from '../../lib/keys.ts';
import { usePageTitle } from '../../lib/page-title.ts';
import { overviewQuery } from '../../lib/registry/overview.ts';
import { Banner } from '../../ui/face.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { Panel } from '../../ui/panel.tsx';
import { detailsOf, ReadFace, useSlow } from '../../ui/read-face.tsx';
import { AttentionBlock } from './attention-block.tsx';
import { BeatsBlock } from './beats-block.tsx';
import { ChangesChart } from './changes-chart.tsx';
import { Figures } from './figures.tsx';
import { Fresh } from './fresh.tsx';
import { HostsBlock } from './hosts-block.tsx';
import { IsolatedBlock, LatestBlock } from './side-blocks.tsx';
import { Summary } from './summary.tsx';
import { ZonesBlock } from './zones-block.tsx';
import './overview.css';

/** Is anything wrong, what is out of traffic, what changed, can the registry be trusted. Each part fails alone. */
export function Component() {
  const t = useTranslations('overview');
  const words = useTranslations('action');
  const queries = useQueryClient();
  usePageTitle(t('title'));
  const { data, error, isPending } = useQuery(overviewQuery);
  const loading = useSlow(isPending, 150);
  const retry = () => void queries.invalidateQueries({ queryKey: keys.overview });
  const overview = data?.value;
  if (error && !overview) {
    return (
      <>
        <PageHead title={t('title')} />
        <ReadFace error={error} what={t('title')} onRetry={retry} />
      </>
    );
  }
  return (
    <>
      <PageHead title={t('title')}>
        {overview && !isFresh(overview) ? <Summary overview={overview} /> : null}
      </PageHead>
      {error ? (
        <Banner
          tone="caution"
          alert
          action={
            <button type="button" className="link" onClick={retry}>
              {words('tryAgain')}
            </button>
          }
        >
          {t('missing')} <span className="mono text-ink-3 text-xs">{detailsOf(error)}</span>
        </Banner>
      ) : null}
      {overview && isFresh(overview) ? <Fresh /> : <Parts overview={overview ?? {}} loading={loading} />}
    </>
  );
}

function Parts({ overview, loading }: { overview: Partial<Overview>; loading: boolean }) {
  return (
    <div className="overview" aria-busy={loading || undefined}>
      <Panel>
        <Figures overview={overview} />
      </Panel>
      <div className="overview-columns">
        <div className="overview-left">
          <Panel>
            <ChangesChart minutes={overview.perMinute} />
          </Panel>
          <Panel>
            <AttentionBlock attention={overview.attention} />
          </Panel>
          <Panel>
            <HostsBlock hosts={overview.hosts} />
          </Panel>
          <Panel>
            <ZonesBlock zones={overview.zones} />
          </Panel>
        </div>
        <div className="overview-right">
          <Panel>
            <IsolatedBlock
              isolated={overview.isolated}
              total={overview.isolations?.inForce}
              flagged={overview.counts?.isolated}
            />
          </Panel>
          <Panel>
            <BeatsBlock beats={overview.beats} />
          </Panel>
          <Panel>
            <LatestBlock changes={overview.changes} />
          </Panel>
        </div>
      </div>
    </div>
  );
}

const isFresh = (overview: Partial<Overview>): boolean =>
  overview.counts?.total === 0 && (overview.isolations?.inForce ?? 0) === 0;
