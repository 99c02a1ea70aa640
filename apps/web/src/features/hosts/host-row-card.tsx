import type { HostRow } from '@cynosure/shared/console/host.ts';
import { useTranslations } from 'use-intl/react';
import { links } from '../../lib/registry/links.ts';
import { StateMark } from '../../lib/registry/state-mark.tsx';
import { RowLink } from '../../ui/row-link.tsx';

/** A host on a narrow screen: its worst state, and how much is on it. */
export function HostRowCard({ host }: { host: HostRow }) {
  const t = useTranslations('hosts');
  const state = useTranslations('state');
  const { counts } = host;
  return (
    <>
      <b className="num truncate">
        <RowLink to={links.host(host.host)}>{host.host}</RowLink>
      </b>
      <span>
        {counts?.unhealthy > 0 ? (
          <StateMark state="unhealthy" small={counts.unhealthy} />
        ) : counts?.isolated > 0 ? (
          <StateMark state="isolated" small={counts.isolated} />
        ) : (
          <span className="text-ink-3 text-xs">{state('allHealthy')}</span>
        )}
      </span>
      <bdi className="truncate text-ink-3 text-xs">
        {[host.zone, host.namespaces?.join(', ')].filter(Boolean).join(' · ')}
      </bdi>
      <span className="num text-ink-3 text-xs">
        {t('facts.inServices', { instances: counts?.total ?? 0, services: host.services })}
      </span>
    </>
  );
}
