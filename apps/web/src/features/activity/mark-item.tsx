import type { IncidentMark } from '@cynosure/shared/console/operation.ts';
import { Link } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../lib/format.ts';
import { links } from '../../lib/registry/links.ts';
import { Shape, type Tone } from '../../ui/mark.tsx';

const toneOf: Readonly<Record<IncidentMark['kind'], Tone>> = {
  unhealthy: 'bad',
  healthy: 'good',
  late: 'caution',
  isolated: 'out',
  ended: 'good',
  registered: 'good',
  deregistered: 'none',
};

/** A state change between the operations of an incident: nobody did it, the registry saw it. */
export function MarkItem({ mark, day }: { mark: IncidentMark; day: string | undefined }) {
  const t = useTranslations('activity');
  const format = useFormat();
  const { host, namespace, service } = mark;
  return (
    <li>
      {day ? <div className="day">{day}</div> : null}
      <div className="entry">
        <span className="num text-ink-3" title={format.exact(mark.at)}>
          {format.clock(mark.at)}
        </span>
        <Shape tone={toneOf[mark.kind] ?? 'none'} />
        <span className="truncate text-ink-2">
          {t(`mark.${mark.kind}`, { n: mark.count })}{' '}
          <Link className="link" to={links.service(namespace, service)}>
            <bdi>{service}</bdi>
          </Link>
          {host ? (
            <>
              {' · '}
              <Link className="link num" to={links.host(host)}>
                <bdi>{host}</bdi>
              </Link>
            </>
          ) : null}
        </span>
        <span />
      </div>
    </li>
  );
}
