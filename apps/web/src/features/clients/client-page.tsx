import type { ClientDetail, ClientHolding } from '@cynosure/shared/console/client.ts';
import { decodeSegment } from '@cynosure/shared/console/path.ts';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { usePageTitle } from '../../lib/page-title.ts';
import { statusOf } from '../../lib/problem.ts';
import { links } from '../../lib/registry/links.ts';
import { ListFaces } from '../../lib/registry/list-faces.tsx';
import { Ago } from '../../lib/registry/moment.tsx';
import { Button } from '../../ui/button.tsx';
import { DataTable } from '../../ui/data-table/data-table.tsx';
import { rowsOf } from '../../ui/data-table/row-source.ts';
import { Banner, Face } from '../../ui/face.tsx';
import { Mark } from '../../ui/mark.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { Panel } from '../../ui/panel.tsx';
import { RowLink } from '../../ui/row-link.tsx';
import { clientQuery } from './api/client.ts';
import { ClientId, sdkOf } from './client-name.tsx';
import { HoldingMark, useHoldingColumns } from './holding-columns.tsx';

const GONE = 404;

/** One client: which services it discovers, and whether it holds them as they are now. */
export function Component() {
  const { client: segment = '' } = useParams();
  const key = decodeSegment(segment);
  const t = useTranslations('clients');
  const read = useQuery(clientQuery(key));
  const client = read.data?.value;
  const name = client?.id ?? client?.host ?? key;
  usePageTitle(name, t('title'));
  const navigate = useNavigate();
  const columns = useHoldingColumns();
  const isGone = statusOf(read.error) === GONE;
  const crumbs = [{ label: t('title'), to: links.clients }];
  if (isGone && client === undefined) {
    return (
      <>
        <PageHead title={key} crumbs={crumbs} />
        <Gone name={key} />
      </>
    );
  }
  return (
    <>
      <PageHead title={name} crumbs={crumbs}>
        {client ? <ClientFigures client={client} /> : null}
      </PageHead>
      {isGone ? (
        <Banner tone="caution" alert>
          {t('gone', { name })}
        </Banner>
      ) : null}
      <Panel resetKey={key}>
        <ListFaces
          name={name}
          rows={{
            page: client && {
              items: client.holdings,
              total: client.holdings.length,
              resultSet: '',
              offset: 0,
              nextCursor: null,
              prevCursor: null,
              position: '0',
              asOf: 0,
            },
            error: isGone ? null : read.error,
            isPending: read.isPending,
            asOf: read.data?.asOf,
            rerun: () => read.refetch(),
          }}
        >
          <DataTable
            label={t('services', { name })}
            columns={columns}
            rows={rowsOf(client?.holdings ?? [])}
            rowId={(row) => `${row.namespace}/${row.service}`}
            rowLabel={(row) => row.service}
            card={(row) => <HoldingCard holding={row} />}
            onEnter={(row) => void navigate(links.service(row.namespace, row.service))}
            loading={read.isPending}
            empty={<Face title={t('servicesEmptyTitle')}>{t('servicesEmpty')}</Face>}
          />
        </ListFaces>
      </Panel>
    </>
  );
}

/** What it is, where it runs, and how it stands, in one line. */
function ClientFigures({ client }: { client: ClientDetail }) {
  const t = useTranslations('clients');
  const field = useTranslations('field');
  return (
    <>
      {client.behind > 0 ? (
        <Mark tone="caution">{t('nBehind', { n: client.behind })}</Mark>
      ) : (
        <Mark tone="good">{t('allUpToDate')}</Mark>
      )}
      <span className="num whitespace-nowrap text-ink-2">{t('discovers', { n: client.services })}</span>
      <span className="not-narrow inline-flex flex-wrap gap-x-3 text-ink-3 text-xs">
        <Link className="link" to={links.host(client.host)} title={t('instancesHere')}>
          <bdi>{client.host}</bdi>
        </Link>
        {client.id ? null : <ClientId client={client} />}
        {sdkOf(client) ? <bdi>{sdkOf(client)}</bdi> : null}
        {client.language ? <bdi>{client.language}</bdi> : null}
        <span>{client.door === 'grpc' ? 'gRPC' : 'HTTP'}</span>
        {client.zone ? <bdi>{client.zone}</bdi> : null}
        <span>
          {field('lastSeen')} <Ago at={client.lastSeenAt} fine />
        </span>
      </span>
    </>
  );
}

function HoldingCard({ holding }: { holding: ClientHolding }) {
  return (
    <>
      <b className="truncate">
        <RowLink to={links.service(holding.namespace, holding.service)}>{holding.service}</RowLink>
      </b>
      <HoldingMark holding={holding} />
      <bdi className="truncate text-ink-3 text-xs">{holding.namespace}</bdi>
      <span className="mono text-ink-3 text-xs">{holding.revision.slice(0, 7)}</span>
    </>
  );
}

function Gone({ name }: { name: string }) {
  const t = useTranslations('clients');
  const words = useTranslations('action');
  const navigate = useNavigate();
  return (
    <Face
      title={t('gone', { name })}
      actions={
        <Button onClick={() => void navigate(links.clients)}>{words('backTo', { page: t('title') })}</Button>
      }
    >
      {t('goneWhy')}
    </Face>
  );
}
