import { useMemo } from 'react';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../lib/format.ts';
import { CountsBar, HealthyOf } from '../../lib/registry/counts-bar.tsx';
import { useInstanceColumns } from '../../lib/registry/instance-columns.tsx';
import { links } from '../../lib/registry/links.ts';
import { Since } from '../../lib/registry/moment.tsx';
import { Dash, HealthMark, Unknown } from '../../lib/registry/state-mark.tsx';
import type { Column } from '../../ui/data-table/column.ts';
import { RowLink } from '../../ui/row-link.tsx';
import type { HostInstance } from './rows.ts';

/** The columns of a host's instances; of several hosts each row says on which it is. */
export function useHostInstanceColumns(several: boolean): readonly Column<HostInstance>[] {
  const field = useTranslations('field');
  const t = useTranslations('hosts');
  const format = useFormat();
  const common = useInstanceColumns('service');
  return useMemo(() => {
    // Cells of these look at the instance alone, so they serve these wider rows as they are.
    const take = (key: string, change: Partial<Column<HostInstance>> = {}): Column<HostInstance>[] =>
      common.filter((column) => column.key === key).map((column) => ({ ...column, ...change }));
    const host: Column<HostInstance>[] = several
      ? take('host', {
          width: 108,
          cell: (row) => <RowLink to={links.host(row.host)}>{row.host}</RowLink>,
        }).map(({ className: _, ...column }) => column)
      : [];
    return [
      {
        key: 'service',
        head: field('service'),
        width: 142,
        sort: 'service',
        className: 'name',
        cell: (row) => <RowLink to={links.service(row.namespace, row.service)}>{row.service}</RowLink>,
      },
      ...host,
      {
        key: 'namespace',
        head: field('namespace'),
        width: 88,
        sort: 'namespace',
        cell: (row) => (row.namespace ? <bdi>{row.namespace}</bdi> : <Dash />),
      },
      ...take('port', { width: 62 }),
      ...take('health', {
        width: 168,
        cell: (row) => (
          <HealthMark
            health={row.health}
            small={row.health?.state === 'unhealthy' ? <Since at={row.health.sinceAt} fine /> : undefined}
          />
        ),
      }),
      ...take('isolation', { width: 156 }),
      ...take('lastBeat', { width: 124 }),
      ...take('ttl', { drop: 1, width: 52 }),
      ...take('weight', { drop: 2, width: 64 }),
      ...take('version', { drop: 3, width: 82 }),
      {
        key: 'serviceHealthy',
        head: t('serviceHealthy'),
        width: 112,
        align: 'end',
        sort: 'share',
        watch: (row) => row.serviceCounts && `${row.serviceCounts.healthy}/${row.serviceCounts.total}`,
        cell: (row) => (row.serviceCounts ? <HealthyOf counts={row.serviceCounts} /> : <Unknown />),
      },
      {
        key: 'serviceBar',
        head: t('serviceBar'),
        headHidden: true,
        width: 104,
        drop: 4,
        cell: (row) => (row.serviceCounts ? <CountsBar counts={row.serviceCounts} width={80} /> : null),
      },
      {
        key: 'clients',
        head: field('clients'),
        width: 72,
        align: 'end',
        sort: 'clients',
        largeFirst: true,
        watch: (row) => row.serviceClients,
        cell: (row) => (row.serviceClients === undefined ? <Unknown /> : format.number(row.serviceClients)),
      },
      ...[
        'zone',
        'labels',
        'region',
        'campus',
        'protocol',
        'priority',
        'id',
        'registered',
        'changed',
      ].flatMap((key) => take(key, { optional: true })),
    ];
  }, [several, common, field, t, format]);
}
