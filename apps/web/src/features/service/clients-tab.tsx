import type { Client } from '@cynosure/shared/console/client.ts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useNavigate } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { keys } from '../../lib/keys.ts';
import { links } from '../../lib/registry/links.ts';
import { ListFaces } from '../../lib/registry/list-faces.tsx';
import { Ago } from '../../lib/registry/moment.tsx';
import { Dash } from '../../lib/registry/state-mark.tsx';
import type { Column } from '../../ui/data-table/column.ts';
import { DataTable } from '../../ui/data-table/data-table.tsx';
import { rowsOf } from '../../ui/data-table/row-source.ts';
import { Face } from '../../ui/face.tsx';
import { Mark } from '../../ui/mark.tsx';
import { RowLink } from '../../ui/row-link.tsx';
import { clientsOfServiceQuery } from './api/clients-of-service.ts';

/** Some SDKs repeat their name in the version. */
const sdkOf = ({ sdk, version }: Client): string =>
  version.startsWith(sdk) ? version : [sdk, version].filter(Boolean).join(' ');

const nameOf = (client: Client) => client.id ?? client.host;

/** Who discovers the service, those first that do not hold what they should. */
export function ClientsTab({
  namespace,
  service,
  revision,
}: {
  namespace: string;
  service: string;
  revision: string | undefined;
}) {
  const t = useTranslations('service');
  const queries = useQueryClient();
  const navigate = useNavigate();
  const read = useQuery(clientsOfServiceQuery(namespace, service));
  const columns = useClientColumns(revision);
  return (
    <div className="flex min-h-0 flex-1 flex-col pt-3">
      <ListFaces
        what={t('clientsOf')}
        rows={{
          page: read.data?.value,
          error: read.error,
          isPending: read.isPending,
          asOf: read.data?.asOf,
          rerun: () => queries.invalidateQueries({ queryKey: keys.clientsOf(namespace, service) }),
        }}
      >
        <DataTable
          label={t('clientsOf')}
          columns={columns}
          rows={rowsOf(read.data?.value.items ?? [])}
          rowId={(row) => row.key}
          rowLabel={nameOf}
          card={(row) => <ClientCard client={row} isBehind={isBehind(row, revision)} />}
          onEnter={(row) => void navigate(links.client(row.key))}
          loading={read.isPending}
          empty={<Face title={t('clientsEmptyTitle')}>{t('clientsEmpty')}</Face>}
        />
      </ListFaces>
    </div>
  );
}

/** Does it hold another revision than the service has now? Where it named none, anything it does not hold counts. */
const isBehind = (row: Client, revision: string | undefined): boolean =>
  row.revision && revision ? row.revision !== revision : row.behind > 0;

function Holding({ isBehind }: { isBehind: boolean }) {
  const t = useTranslations('service');
  return isBehind ? <Mark tone="caution">{t('behind')}</Mark> : <Mark tone="good">{t('holdsIt')}</Mark>;
}

/** A client of the service on a narrow screen. */
function ClientCard({ client, isBehind }: { client: Client; isBehind: boolean }) {
  const t = useTranslations('service');
  return (
    <>
      <b className="num truncate">
        <RowLink to={links.client(client.key)}>{client.host}</RowLink>
      </b>
      <span>
        <Holding isBehind={isBehind} />
      </span>
      <span className="truncate text-ink-3 text-xs">
        <bdi>{sdkOf(client) || client.id || t('byAddress')}</bdi>
      </span>
      <span className="text-ink-3 text-xs">
        <Ago at={client.lastSeenAt} />
      </span>
    </>
  );
}

function useClientColumns(revision: string | undefined): readonly Column<Client>[] {
  const t = useTranslations('service');
  const field = useTranslations('field');
  return useMemo(
    () => [
      {
        key: 'client',
        head: field('client'),
        width: 220,
        className: 'name',
        cell: (row) => (
          <>
            <RowLink to={links.client(row.key)}>{row.host}</RowLink>
            <span className="ml-2 font-normal text-ink-3">
              {row.id ? <bdi>{row.id}</bdi> : t('byAddress')}
            </span>
          </>
        ),
      },
      {
        key: 'sdk',
        head: field('sdk'),
        width: 150,
        cell: (row) => (row.sdk ? <bdi>{sdkOf(row)}</bdi> : <Dash />),
      },
      {
        key: 'revision',
        head: field('revision'),
        width: 130,
        watch: (row) => isBehind(row, revision),
        cell: (row) => <Holding isBehind={isBehind(row, revision)} />,
      },
      {
        key: 'lastSeen',
        head: field('lastSeen'),
        width: 120,
        cell: (row) => <Ago at={row.lastSeenAt} fine />,
      },
      { key: 'door', head: field('door'), width: 90, cell: (row) => (row.door === 'grpc' ? 'gRPC' : 'HTTP') },
      {
        key: 'zone',
        head: field('zone'),
        width: 90,
        drop: 1,
        cell: (row) => (row.zone ? <bdi>{row.zone}</bdi> : <Dash />),
      },
    ],
    [t, field, revision],
  );
}
