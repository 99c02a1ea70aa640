import type { ServiceRow } from '@cynosure/shared/console/service.ts';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../lib/format.ts';
import { CountsBar, HealthyOf } from '../../lib/registry/counts-bar.tsx';
import { Labels } from '../../lib/registry/labels.tsx';
import { links } from '../../lib/registry/links.ts';
import { Ago } from '../../lib/registry/moment.tsx';
import { Dash, StateCount, Unknown } from '../../lib/registry/state-mark.tsx';
import type { Column } from '../../ui/data-table/column.ts';
import { RowLink } from '../../ui/row-link.tsx';

/** The columns of the list of services (console/spec.md §5). */
export function useServiceColumns(): readonly Column<ServiceRow>[] {
  const field = useTranslations('field');
  const t = useTranslations('services');
  const format = useFormat();
  return useMemo(() => {
    const text = (value: string | undefined) => (value ? <bdi>{value}</bdi> : <Dash />);
    const count = (state: 'unhealthy' | 'isolated' | 'unchecked', width: number): Column<ServiceRow> => ({
      key: state,
      head: field(state),
      width,
      align: 'end',
      sort: state,
      largeFirst: true,
      watch: (row) => row.counts?.[state],
      cell: (row) => <StateCount state={state} count={row.counts?.[state]} />,
    });
    return [
      {
        key: 'service',
        head: field('service'),
        width: 152,
        sort: 'service',
        className: 'name',
        cell: (row) => <RowLink to={links.service(row.namespace, row.service)}>{row.service}</RowLink>,
      },
      {
        key: 'namespace',
        head: field('namespace'),
        width: 96,
        sort: 'namespace',
        cell: (row) => text(row.namespace),
      },
      {
        key: 'healthy',
        head: field('healthy'),
        width: 94,
        align: 'end',
        sort: 'share',
        watch: (row) => row.counts && `${row.counts.healthy}/${row.counts.total}`,
        cell: (row) => (row.counts ? <HealthyOf counts={row.counts} /> : <Unknown />),
      },
      {
        key: 'bar',
        head: t('barHead'),
        width: 102,
        drop: 8,
        headHidden: true,
        cell: (row) => (row.counts ? <CountsBar counts={row.counts} width={78} /> : null),
      },
      count('unhealthy', 82),
      count('isolated', 74),
      { ...count('unchecked', 94), drop: 6 },
      {
        key: 'zones',
        head: field('zones'),
        width: 120,
        drop: 3,
        watch: (row) => row.zones?.join(),
        cell: (row) => text(row.zones?.join(', ')),
      },
      {
        key: 'version',
        head: field('version'),
        width: 86,
        drop: 4,
        sort: 'version',
        watch: (row) => row.versions?.map((one) => one.value).join(),
        cell: (row) => {
          const [first, ...others] = row.versions ?? [];
          if (!first?.value) return <Dash />;
          return others.length > 0 ? (
            t('versions', { version: first.value, n: String(others.length) })
          ) : (
            <bdi>{first.value}</bdi>
          );
        },
      },
      {
        key: 'department',
        head: field('department'),
        width: 94,
        drop: 2,
        sort: 'department',
        cell: (row) => text(row.department),
      },
      {
        key: 'clients',
        head: field('clients'),
        width: 66,
        align: 'end',
        drop: 5,
        sort: 'clients',
        largeFirst: true,
        watch: (row) => row.clients,
        cell: (row) => (row.clients === undefined ? <Unknown /> : format.number(row.clients)),
      },
      {
        key: 'changed',
        head: field('changed'),
        width: 100,
        align: 'end',
        drop: 1,
        sort: 'changed',
        largeFirst: true,
        className: 'text-ink-3',
        cell: (row) => <Ago at={row.changedAt} />,
      },
      {
        key: 'business',
        head: field('business'),
        width: 110,
        optional: true,
        sort: 'business',
        cell: (row) => text(row.business),
      },
      {
        key: 'labels',
        head: field('labels'),
        width: 150,
        optional: true,
        cell: (row) => <Labels labels={row.labels} />,
      },
      {
        key: 'revision',
        head: field('revision'),
        width: 96,
        optional: true,
        cell: (row) => <span className="mono">{row.revision?.slice(0, 7)}</span>,
      },
      {
        key: 'comment',
        head: field('comment'),
        width: 180,
        optional: true,
        cell: (row) => text(row.comment),
      },
    ];
  }, [field, t, format]);
}
