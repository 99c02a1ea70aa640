import type { Client } from '@cynosure/shared/console/client.ts';
import { useTranslations } from 'use-intl/react';
import { links } from '../../lib/registry/links.ts';
import { Ago } from '../../lib/registry/moment.tsx';
import { Mark } from '../../ui/mark.tsx';
import { RowLink } from '../../ui/row-link.tsx';
import { sdkOf } from './client-name.tsx';

/** A client on a narrow screen. */
export function ClientCard({ client }: { client: Client }) {
  const t = useTranslations('clients');
  const unit = useTranslations('unit');
  return (
    <>
      <b className="num truncate">
        <RowLink to={links.client(client.key)}>{client.host}</RowLink>
      </b>
      <span>
        {client.behind > 0 ? (
          <Mark tone="caution">{t('nBehind', { n: client.behind })}</Mark>
        ) : (
          <Mark tone="good">{t('behindNone')}</Mark>
        )}
      </span>
      <bdi className="truncate text-ink-3 text-xs">
        {[sdkOf(client), unit('services', { n: client.services })].filter(Boolean).join(' · ')}
      </bdi>
      <span className="text-ink-3 text-xs">
        <Ago at={client.lastSeenAt} />
      </span>
    </>
  );
}
