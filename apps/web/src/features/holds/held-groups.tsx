import type { WholeHold } from '@cynosure/shared/console/hold.ts';
import { Link } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../lib/format.ts';
import { links } from '../../lib/registry/links.ts';
import { Shape } from '../../ui/mark.tsx';

/** What is held, by service and zone, and what the service would have left if all of it turned unhealthy. */
export function HeldGroups({ hold }: { hold: NonNullable<WholeHold> }) {
  const t = useTranslations('holds');
  const format = useFormat();
  return (
    <>
      <table className="data-table" aria-label={t('what')}>
        <thead>
          <tr>
            <th scope="col">{t('service')}</th>
            <th scope="col">{t('zone')}</th>
            <th scope="col" className="num text-right">
              {t('instances')}
            </th>
            <th scope="col" className="num text-right">
              {t('left')}
            </th>
          </tr>
        </thead>
        <tbody>
          {hold.groups.map((group) => (
            <tr key={`${group.namespace}/${group.service}/${group.zone}`}>
              <td>
                <Link
                  className="font-medium hover:underline"
                  to={links.service(group.namespace, group.service)}
                >
                  <bdi>{group.service}</bdi>
                </Link>{' '}
                <bdi className="text-ink-3 text-xs">{group.namespace}</bdi>
              </td>
              <td>
                {group.zone ? <bdi>{group.zone}</bdi> : <span className="text-ink-3">{t('noZone')}</span>}
              </td>
              <td className="num text-right">{format.number(group.instances)}</td>
              <td className="num text-right">
                {group.healthyAfter === 0 ? (
                  <span className="mark bad">
                    <Shape tone="bad" size={12} />
                    {t('leftOf', { n: 0, total: group.total })}
                  </span>
                ) : (
                  t('leftOf', { n: group.healthyAfter, total: group.total })
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {hold.more > 0 ? <p className="py-2 text-ink-3">{t('more', { n: hold.more })}</p> : null}
    </>
  );
}
