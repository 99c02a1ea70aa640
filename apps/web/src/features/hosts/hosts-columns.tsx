import type { HostRow } from '@cynosure/shared/console/host.ts';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../lib/format.ts';
import { CountsBar } from '../../lib/registry/counts-bar.tsx';
import { links } from '../../lib/registry/links.ts';
import { Ago } from '../../lib/registry/moment.tsx';
import { Dash, StateCount, Unknown } from '../../lib/registry/state-mark.tsx';
import type { Column } from '../../ui/data-table/column.ts';
import { RowLink } from '../../ui/row-link.tsx';

/** The columns of the list of hosts (console/spec.md §5). */
export function useHostsColumns(): readonly Column<HostRow>[] {
  const field = useTranslations('field');
  const format = useFormat();
  return useMemo(() => {
    const text = (value: string | undefined) => (value ? <bdi>{value}</bdi> : <Dash />);
    const number = (value: number | undefined) => (value === undefined ? <Unknown /> : format.number(value));
    const count = (state: 'unhealthy' | 'isolated', width: number): Column<HostRow> => ({
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
        key: 'host',
        head: field('host'),
        width: 150,
        sort: 'host',
        className: 'name',
        cell: (row) => <RowLink to={links.host(row.host)}>{row.host}</RowLink>,
      },
      {
        key: 'instances',
        head: field('instances'),
        width: 86,
        align: 'end',
        sort: 'instances',
        largeFirst: true,
        watch: (row) => row.counts?.total,
        cell: (row) => number(row.counts?.total),
      },
      {
        key: 'services',
        head: field('services'),
        width: 80,
        align: 'end',
        sort: 'services',
        largeFirst: true,
        watch: (row) => row.services,
        cell: (row) => number(row.services),
      },
      count('unhealthy', 92),
      count('isolated', 82),
      {
        key: 'bar',
        head: field('share'),
        headHidden: true,
        width: 120,
        drop: 3,
        cell: (row) => (row.counts ? <CountsBar counts={row.counts} width={96} /> : null),
      },
      { key: 'zone', head: field('zone'), width: 84, sort: 'zone', cell: (row) => text(row.zone) },
      {
        key: 'namespaces',
        head: field('namespace'),
        width: 170,
        drop: 2,
        cell: (row) => text(row.namespaces?.join(', ')),
      },
      {
        key: 'lastBeat',
        head: field('lastBeat'),
        width: 120,
        sort: 'lastBeat',
        largeFirst: true,
        cell: (row) => (row.lastBeatAt ? <Ago at={row.lastBeatAt} fine /> : <Dash />),
      },
      {
        key: 'changed',
        head: field('changed'),
        width: 112,
        align: 'end',
        drop: 1,
        sort: 'changed',
        largeFirst: true,
        className: 'text-ink-3',
        cell: (row) => <Ago at={row.changedAt} />,
      },
      {
        key: 'region',
        head: field('region'),
        width: 90,
        optional: true,
        cell: (row) => text(row.region),
      },
      {
        key: 'campus',
        head: field('campus'),
        width: 90,
        optional: true,
        cell: (row) => text(row.campus),
      },
      {
        key: 'clients',
        head: field('clients'),
        width: 78,
        align: 'end',
        optional: true,
        cell: (row) => number(row.clients),
      },
    ];
  }, [field, format]);
}
