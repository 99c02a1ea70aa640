import type { Overview } from '@cynosure/shared/console/overview.ts';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../lib/format.ts';
import { hasPage } from '../../lib/registry/pages.ts';
import { Mark } from '../../ui/mark.tsx';

/** The five figures. What is not known is "?", never 0. */
export function Figures({ overview }: { overview: Partial<Overview> }) {
  const t = useTranslations('overview');
  const nav = useTranslations('nav');
  const state = useTranslations('state');
  const format = useFormat();
  const { counts, services, isolations, clients, nodes } = overview;
  const n = (value: number | undefined) => (value === undefined ? '?' : format.number(value));
  return (
    <div className="figures">
      <Figure
        title={nav('instances')}
        to={counts && counts.unhealthy > 0 ? '/instances?state=unhealthy' : '/instances'}
        value={n(counts?.total)}
      >
        {counts && counts.unhealthy > 0 ? (
          <Mark tone="bad" size="xs">
            {state('nUnhealthy', { n: counts.unhealthy })}
          </Mark>
        ) : null}
        {counts && counts.unchecked > 0 ? (
          <Mark tone="none" size="xs">
            {state('nUnchecked', { n: counts.unchecked })}
          </Mark>
        ) : null}
        {counts && counts.unhealthy + counts.unchecked === 0 ? <span>{state('allHealthy')}</span> : null}
      </Figure>
      <Figure
        title={nav('services')}
        to={services && services.noneHealthy > 0 ? '/services?state=noneHealthy' : '/services'}
        value={n(services?.total)}
      >
        {services && services.noneHealthy > 0 ? (
          <Mark tone="bad" size="xs">
            {t('withNoneHealthy', { n: services.noneHealthy })}
          </Mark>
        ) : services ? (
          <span>{t('allServicesHealthy')}</span>
        ) : null}
      </Figure>
      <Figure title={state('isolated')} to="/isolations" value={n(counts?.isolated)}>
        {counts?.isolated === 0 ? <span>{t('nothingOut')}</span> : null}
        {counts && counts.isolated > 0 && isolations?.inForce === 0 ? <span>{t('throughApi')}</span> : null}
        {isolations && isolations.inForce > 0 ? (
          <span>{t('inIsolations', { n: isolations.inForce })}</span>
        ) : null}
        {isolations && isolations.endingSoon > 0 ? (
          <Mark tone="caution" size="xs">
            {t('endSoon', { n: isolations.endingSoon })}
          </Mark>
        ) : null}
      </Figure>
      <Figure title={nav('clients')} to="/clients" value={n(clients?.total)}>
        {clients ? (
          <span>
            {clients.behind > 0
              ? t('clientsBehind', { n: clients.behind })
              : clients.p99Ms > 0
                ? t('upToDate', { seconds: format.number(Math.round(clients.p99Ms / 100) / 10) })
                : t('allUpToDate')}
          </span>
        ) : null}
      </Figure>
      <Figure
        title={t('registry')}
        value={
          nodes
            ? t.rich('nodes', {
                up: String(nodes.up),
                total: String(nodes.total),
                small: (text) => <small>{text}</small>,
              })
            : '?'
        }
      >
        {nodes ? (
          <span>{t('heartbeats', { n: format.number(Math.round(nodes.heartbeatsPerSecond)) })}</span>
        ) : null}
        {nodes ? (
          <span>{t('disk', { ms: format.number(Math.round(nodes.storeWriteMs * 10) / 10) })}</span>
        ) : null}
      </Figure>
    </div>
  );
}

function Figure({
  title,
  value,
  to,
  children,
}: {
  title: string;
  value: ReactNode;
  to?: string;
  children: ReactNode;
}) {
  const inside = (
    <>
      <span className="figure-title">{title}</span>
      <span className="figure-value num">{value}</span>
      <span className="figure-more num">{children}</span>
    </>
  );
  return to && hasPage(to) ? (
    <Link to={to} className="figure">
      {inside}
    </Link>
  ) : (
    <div className="figure">{inside}</div>
  );
}
