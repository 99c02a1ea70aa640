import type { Overview } from '@cynosure/shared/console/overview.ts';
import { Link } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { useNow } from '../../lib/clock.ts';
import { useFormat } from '../../lib/format.ts';
import { links } from '../../lib/registry/links.ts';
import { hasPage } from '../../lib/registry/pages.ts';
import { Mark } from '../../ui/mark.tsx';
import { Block, BlockNote } from './block.tsx';

/** Hosts with most unhealthy instances, and the way to take one out of traffic. */
export function HostsBlock({ hosts }: { hosts: Overview['hosts'] | undefined }) {
  const t = useTranslations('overview');
  const words = useTranslations('action');
  const state = useTranslations('state');
  const face = useTranslations('face');
  const format = useFormat();
  const now = useNow();
  return (
    <Block title={t('hosts')} more={{ to: '/hosts', label: t('allHosts') }}>
      {hosts === undefined ? <BlockNote>{face('unknownValue')}</BlockNote> : null}
      {hosts?.length === 0 ? <BlockNote>{t('hostsNone')}</BlockNote> : null}
      {hosts && hosts.length > 0 ? (
        <table className="data-table" aria-label={t('hosts')}>
          <tbody>
            {hosts.map((host) => (
              <tr key={host.host}>
                <td className="sm:w-[190px] font-semibold text-ink">
                  {hasPage(links.hosts) ? (
                    <Link to={links.host(host.host)} className="hover:underline">
                      <bdi>{host.host}</bdi>
                    </Link>
                  ) : (
                    <bdi>{host.host}</bdi>
                  )}
                </td>
                <td className="sm:w-[190px]">
                  <Mark tone="bad">
                    {t('unhealthyOf', {
                      n: format.number(host.counts.unhealthy),
                      total: format.number(host.counts.total),
                    })}
                  </Mark>
                </td>
                <td className="not-narrow">
                  <bdi>{host.zone}</bdi>
                </td>
                <td className="not-narrow text-ink-3">
                  {t('for', { span: format.span(now - host.sinceAt) })}
                </td>
                <td className="end">
                  {host.isolated ? (
                    <Mark tone="out">{state('isolated')}</Mark>
                  ) : hasPage(links.hosts) ? (
                    <Link
                      className="link"
                      to={links.isolateHost(host.host)}
                      aria-label={`${words('isolate')} ${host.host}`}
                    >
                      {words('isolate')}
                    </Link>
                  ) : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
    </Block>
  );
}
