import type { ClientHolding } from '@cynosure/shared/console/client.ts';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl/react';
import { links } from '../../lib/registry/links.ts';
import { Ago } from '../../lib/registry/moment.tsx';
import type { Column } from '../../ui/data-table/column.ts';
import { Mark } from '../../ui/mark.tsx';
import { RowLink } from '../../ui/row-link.tsx';

/** What a client holds of each service beside what is true now. */
export function useHoldingColumns(): readonly Column<ClientHolding>[] {
  const field = useTranslations('field');
  const t = useTranslations('clients');
  return useMemo(() => {
    const moment = (at: number | undefined) =>
      at === undefined ? <span className="text-ink-3">{t('never')}</span> : <Ago at={at} fine />;
    const revision = (text: string) =>
      text ? (
        <span className="mono" title={text}>
          {text.slice(0, 7)}
        </span>
      ) : (
        <span className="text-ink-3">{t('nothing')}</span>
      );
    return [
      {
        key: 'service',
        head: field('service'),
        width: 200,
        className: 'name',
        cell: (row) => <RowLink to={links.service(row.namespace, row.service)}>{row.service}</RowLink>,
      },
      {
        key: 'namespace',
        head: field('namespace'),
        width: 120,
        cell: (row) => <bdi>{row.namespace}</bdi>,
      },
      {
        key: 'state',
        head: field('state'),
        width: 170,
        watch: (row) => `${row.confirmed}/${row.delivered}`,
        cell: (row) => <HoldingMark holding={row} />,
      },
      { key: 'holds', head: t('holds'), width: 100, drop: 3, cell: (row) => revision(row.revision) },
      {
        key: 'current',
        head: t('current'),
        width: 100,
        drop: 3,
        cell: (row) => revision(row.currentRevision),
      },
      { key: 'delivered', head: t('delivered'), width: 120, drop: 2, cell: (row) => moment(row.deliveredAt) },
      { key: 'confirmed', head: t('confirmed'), width: 120, drop: 1, cell: (row) => moment(row.confirmedAt) },
    ];
  }, [field, t]);
}

/** Confirmed, sent but not confirmed, or neither. */
export function HoldingMark({ holding }: { holding: ClientHolding }) {
  const t = useTranslations('clients');
  if (holding.confirmed) return <Mark tone="good">{t('has')}</Mark>;
  return <Mark tone="caution">{t(holding.delivered ? 'waits' : 'lacks')}</Mark>;
}
