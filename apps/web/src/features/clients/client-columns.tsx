import type { Client } from '@cynosure/shared/console/client.ts';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../lib/format.ts';
import { links } from '../../lib/registry/links.ts';
import { Ago } from '../../lib/registry/moment.tsx';
import { Dash } from '../../lib/registry/state-mark.tsx';
import type { Column } from '../../ui/data-table/column.ts';
import { RowLink } from '../../ui/row-link.tsx';
import { BehindMark } from './behind-mark.tsx';
import { ClientId } from './client-name.tsx';

/** The columns of the list of clients (console/spec.md §5). */
export function useClientColumns(): readonly Column<Client>[] {
  const field = useTranslations('field');
  const format = useFormat();
  return useMemo(() => {
    const text = (value: string) => (value ? <bdi>{value}</bdi> : <Dash />);
    return [
      {
        key: 'client',
        head: field('client'),
        width: 250,
        sort: 'client',
        className: 'name',
        cell: (row) => (
          <>
            <RowLink to={links.client(row.key)}>{row.host}</RowLink>
            <span className="ml-2 font-normal text-ink-3">
              <ClientId client={row} />
            </span>
          </>
        ),
      },
      { key: 'sdk', head: field('sdk'), width: 130, sort: 'sdk', cell: (row) => text(row.sdk) },
      {
        key: 'version',
        head: field('version'),
        width: 90,
        sort: 'version',
        cell: (row) => text(row.version),
      },
      {
        key: 'language',
        head: field('language'),
        width: 96,
        drop: 3,
        sort: 'language',
        cell: (row) => text(row.language),
      },
      {
        key: 'services',
        head: field('services'),
        width: 84,
        align: 'end',
        sort: 'services',
        largeFirst: true,
        watch: (row) => row.services,
        cell: (row) => format.number(row.services),
      },
      {
        key: 'behind',
        head: field('behind'),
        width: 190,
        sort: 'behind',
        watch: (row) => row.behind,
        cell: (row) => <BehindMark client={row} />,
      },
      {
        key: 'lastSeen',
        head: field('lastSeen'),
        width: 110,
        sort: 'lastSeen',
        largeFirst: true,
        cell: (row) => <Ago at={row.lastSeenAt} fine />,
      },
      {
        key: 'door',
        head: field('door'),
        width: 72,
        drop: 2,
        cell: (row) => (row.door === 'grpc' ? 'gRPC' : 'HTTP'),
      },
      { key: 'zone', head: field('zone'), width: 80, drop: 1, sort: 'zone', cell: (row) => text(row.zone) },
    ];
  }, [field, format]);
}
