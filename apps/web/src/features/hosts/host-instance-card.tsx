import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../lib/format.ts';
import { IsolationCell } from '../../lib/registry/isolation-cell.tsx';
import { links } from '../../lib/registry/links.ts';
import { Since } from '../../lib/registry/moment.tsx';
import { HealthMark } from '../../lib/registry/state-mark.tsx';
import { RowLink } from '../../ui/row-link.tsx';
import type { HostInstance } from './rows.ts';

/** An instance of a host on a narrow screen. */
export function HostInstanceCard({ instance, several }: { instance: HostInstance; several: boolean }) {
  const t = useTranslations('hosts');
  const format = useFormat();
  const { health, serviceCounts } = instance;
  return (
    <>
      <span className="truncate">
        <b>
          <RowLink to={links.service(instance.namespace, instance.service)}>{instance.service}</RowLink>
        </b>
        <span className="num text-ink-3"> :{instance.port}</span>
      </span>
      <span>
        {instance.isolation ? (
          <IsolationCell isolation={instance.isolation} />
        ) : (
          <HealthMark
            health={health}
            small={health?.state === 'unhealthy' ? <Since at={health.sinceAt} fine /> : undefined}
          />
        )}
      </span>
      <bdi className="truncate text-ink-3 text-xs">
        {[several ? instance.host : '', instance.namespace, instance.version].filter(Boolean).join(' · ')}
      </bdi>
      <span className="num text-ink-3 text-xs">
        {serviceCounts
          ? t('healthyShort', {
              n: format.number(serviceCounts.healthy),
              total: format.number(serviceCounts.total),
            })
          : '?'}
      </span>
    </>
  );
}
