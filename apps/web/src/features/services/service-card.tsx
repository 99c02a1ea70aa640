import type { ServiceRow } from '@cynosure/shared/console/service.ts';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../lib/format.ts';
import { links } from '../../lib/registry/links.ts';
import { StateMark } from '../../lib/registry/state-mark.tsx';
import { Mark } from '../../ui/mark.tsx';
import { RowLink } from '../../ui/row-link.tsx';

/** A service on a narrow screen: name and worst fact, context and number. */
export function ServiceCard({ service }: { service: ServiceRow }) {
  const t = useTranslations('state');
  const format = useFormat();
  const { counts } = service;
  return (
    <>
      <b className="truncate">
        <RowLink to={links.service(service.namespace, service.service)}>{service.service}</RowLink>
      </b>
      <span>
        {counts.total > 0 && counts.healthy === 0 ? (
          <Mark tone="bad">{t('noneHealthy')}</Mark>
        ) : counts.unhealthy > 0 ? (
          <Mark tone="bad">{t('nUnhealthy', { n: counts.unhealthy })}</Mark>
        ) : counts.isolated > 0 ? (
          <Mark tone="out">{t('nIsolated', { n: counts.isolated })}</Mark>
        ) : counts.unchecked > 0 ? (
          <Mark tone="none">{t('nUnchecked', { n: counts.unchecked })}</Mark>
        ) : counts.total > 0 ? (
          <StateMark state="healthy" />
        ) : null}
      </span>
      <span className="truncate text-ink-3 text-xs">
        <bdi>{service.namespace}</bdi>
        {service.versions[0]?.value ? ` · ${service.versions[0].value}` : ''}
      </span>
      <span className="text-ink-3 text-xs">
        {t('ofHealthy', { n: format.number(counts.healthy), total: format.number(counts.total) })}
      </span>
    </>
  );
}
