import type { SessionRow } from '@cynosure/shared/console/access.ts';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { ListFaces } from '../../lib/registry/list-faces.tsx';
import { Ago } from '../../lib/registry/moment.tsx';
import { useWhyNot } from '../../lib/registry/why-not.ts';
import { useSession } from '../../lib/session.ts';
import { alarm } from '../../ui/announce.tsx';
import { Button } from '../../ui/button.tsx';
import type { Column } from '../../ui/data-table/column.ts';
import { DataTable } from '../../ui/data-table/data-table.tsx';
import { rowsOf } from '../../ui/data-table/row-source.ts';
import { showToast } from '../../ui/toast.tsx';
import { RevokeDialog } from './revoke-dialog.tsx';
import { sessionsQuery, useEndOthers } from './use-sessions.ts';

/** Who is signed in: oneself, and for owners everybody; each can be signed out. */
export function SessionsTab() {
  const t = useTranslations('access');
  const { user } = useSession();
  const read = useQuery(sessionsQuery);
  const rows = read.data?.value;
  const [revoked, setRevoked] = useState<SessionRow>();
  const endOthers = useEndOthers();
  const columns = useSessionColumns(setRevoked);
  const isWhole = rows?.some((one) => one.user.id !== user?.id) || user?.role === 'owner';
  return (
    <>
      <div className="tools">
        <span className="text-ink-2">{t(isWhole ? 'sessionsAllWhat' : 'sessionsWhat')}</span>
        <span className="flex-1" />
        <span className="num text-ink-3">{rows ? t('count', { n: rows.length }) : null}</span>
        <Button
          aria-busy={endOthers.isPending || undefined}
          onClick={() =>
            endOthers.mutate(undefined, {
              onSuccess: ({ ended }) => showToast(t('endedOthers', { n: ended })),
              onError: () => alarm(t('notRevoked')),
            })
          }
        >
          {t('endOthers')}
        </Button>
      </div>
      <ListFaces
        what={t('sessions')}
        rows={{
          page: rows && { ...emptyPage, items: rows, total: rows.length },
          error: read.error,
          isPending: read.isPending,
          asOf: read.data?.asOf,
          rerun: () => read.refetch(),
        }}
      >
        <DataTable
          label={t('sessions')}
          columns={columns}
          rows={rowsOf(rows ?? [])}
          rowId={(row) => row.id}
          rowLabel={(row) => `${row.user.name} ${row.address}`}
          card={(row) => <SessionCard session={row} onRevoke={setRevoked} />}
          loading={read.isPending}
        />
      </ListFaces>
      {revoked ? <RevokeDialog session={revoked} onClose={() => setRevoked(undefined)} /> : null}
    </>
  );
}

const emptyPage = { resultSet: '', offset: 0, nextCursor: null, prevCursor: null, position: '0', asOf: 0 };

function useSessionColumns(onRevoke: (session: SessionRow) => void): readonly Column<SessionRow>[] {
  const t = useTranslations('access');
  return useMemo(
    () => [
      {
        key: 'user',
        head: t('user'),
        width: 180,
        className: 'name',
        cell: (row) => (
          <>
            <bdi>{row.user.name}</bdi>
            {row.current ? <span className="tag ml-2 font-normal">{t('thisOne')}</span> : null}
          </>
        ),
      },
      {
        key: 'address',
        head: t('address'),
        width: 160,
        cell: (row) => <bdi className="mono">{row.address}</bdi>,
      },
      { key: 'since', head: t('since'), width: 150, drop: 1, cell: (row) => <Ago at={row.createdAt} /> },
      { key: 'lastSeen', head: t('lastSeen'), width: 150, cell: (row) => <Ago at={row.lastSeenAt} /> },
      {
        key: 'actions',
        head: t('revoke'),
        headHidden: true,
        width: 120,
        align: 'end',
        cell: (row) => <Revoke session={row} onRevoke={onRevoke} />,
      },
    ],
    [t, onRevoke],
  );
}

/** One's present session ends by signing out, in the menu of the account. */
function Revoke({ session, onRevoke }: { session: SessionRow; onRevoke: (session: SessionRow) => void }) {
  const t = useTranslations('access');
  const whyNot = useWhyNot();
  if (session.current) return null;
  return (
    <Button
      small
      look="quiet"
      label={t('revokeOf', { user: session.user.name, address: session.address })}
      disabledWhy={whyNot(session.may?.revoke)}
      onClick={() => onRevoke(session)}
    >
      {t('revoke')}
    </Button>
  );
}

function SessionCard({
  session,
  onRevoke,
}: {
  session: SessionRow;
  onRevoke: (session: SessionRow) => void;
}) {
  const t = useTranslations('access');
  return (
    <>
      <b className="truncate">
        <bdi>{session.user.name}</bdi>
      </b>
      {session.current ? (
        <span className="text-ink-3 text-xs">{t('thisOne')}</span>
      ) : (
        <Revoke session={session} onRevoke={onRevoke} />
      )}
      <bdi className="mono truncate text-ink-3 text-xs">{session.address}</bdi>
      <span className="text-ink-3 text-xs">
        <Ago at={session.lastSeenAt} />
      </span>
    </>
  );
}
