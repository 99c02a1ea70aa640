import type { Service } from '@cynosure/shared/console/service.ts';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../lib/format.ts';
import { CountsBar } from '../../lib/registry/counts-bar.tsx';

/** "186 of 200 healthy · 10 not checked": what nobody checks is not healthy, but not ill either; and whether the clients hold what the registry says. */
export function ServiceFigures({ service }: { service: Service }) {
  const t = useTranslations('service');
  const state = useTranslations('state');
  const format = useFormat();
  const { counts, clients, clientsUpToDate } = service;
  const revision = service.instanceRevision?.slice(0, 7) ?? '?';
  return (
    <>
      {counts ? (
        <span className="num whitespace-nowrap">
          {t.rich('healthyOf', {
            healthy: format.number(counts.healthy),
            total: format.number(counts.total),
            strong: (text) => <span className="font-medium">{text}</span>,
            mid: (text) => <span className="text-ink-2">{text}</span>,
          })}
          {counts.unchecked > 0 ? (
            <span className="text-ink-2"> · {state('nUnchecked', { n: counts.unchecked })}</span>
          ) : null}
        </span>
      ) : null}
      {counts ? (
        <span className="not-narrow inline-flex w-35">
          <CountsBar counts={counts} />
        </span>
      ) : null}
      <span className="num whitespace-nowrap text-ink-3 text-xs not-mid">
        {clients === undefined || clientsUpToDate === undefined
          ? t('revision', { revision })
          : t('revisionAndClients', {
              revision,
              have: format.number(clientsUpToDate),
              all: format.number(clients),
            })}
      </span>
    </>
  );
}
