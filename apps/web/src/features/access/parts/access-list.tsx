import type { AccessMay } from '@cynosure/shared/console/access.ts';
import type { Page } from '@cynosure/shared/console/page.ts';
import type { UseQueryResult } from '@tanstack/react-query';
import { type ReactNode, useMemo, useState } from 'react';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { useTranslations } from 'use-intl/react';
import type { Snapshot } from '../../../lib/http.ts';
import { links } from '../../../lib/registry/links.ts';
import { ListFaces } from '../../../lib/registry/list-faces.tsx';
import { useWhyNot } from '../../../lib/registry/why-not.ts';
import { useSession } from '../../../lib/session.ts';
import { useShortcuts } from '../../../lib/shortcuts.ts';
import { Button } from '../../../ui/button.tsx';
import type { Column } from '../../../ui/data-table/column.ts';
import { DataTable } from '../../../ui/data-table/data-table.tsx';
import { rowsOf } from '../../../ui/data-table/row-source.ts';
import { Banner, Face } from '../../../ui/face.tsx';
import { SearchBox } from '../../../ui/search-box.tsx';
import type { AccessPart } from './access-api.ts';
import { DeleteDialog } from './delete-dialog.tsx';

type Listed = { id: string; name: string; comment: string; revision: string; may: AccessMay };

/** What a list says of itself. */
export type ListWords = {
  title: string;
  new: string;
  /** Why one cannot be made by who is no owner. */
  ownerOnly: string;
  placeholder: string;
  count: (n: number) => string;
  emptyTitle: string;
  empty: string;
  noMatch: string;
  gone: string;
};

/**
 * The list of one kind below Access, filtered here. The address names the one that is open; its form is drawn by
 * `form`, which is given nothing for a new one.
 */
export function AccessList<Row extends Listed>({
  part,
  read,
  words: say,
  columns,
  card,
  form,
  deleteWhat,
  tools,
}: {
  part: AccessPart;
  read: UseQueryResult<Snapshot<Page<Row>>>;
  words: ListWords;
  columns: readonly Column<Row>[];
  card: (row: Row) => ReactNode;
  form: (row: Row | undefined, close: { onClose: () => void; onDelete: () => void }) => ReactNode;
  /** What goes when it is deleted. */
  deleteWhat: (row: Row) => string;
  /** What else can be done, before the button that makes a new one. */
  tools?: ReactNode;
}) {
  const words = useTranslations('action');
  const { user } = useSession();
  const navigate = useNavigate();
  const { id } = useParams();
  const [address, setAddress] = useSearchParams();
  const q = address.get('q') ?? '';
  const all = read.data?.value.items;
  const shown = useMemo(() => (all ?? []).filter((row) => matches(row, q)), [all, q]);
  const [isNew, setIsNew] = useState(false);
  const [deleted, setDeleted] = useState<Row>();
  const opened = id === undefined ? undefined : all?.find((row) => row.id === id);
  const search = address.size > 0 ? `?${address}` : '';
  const open = (row: Row) => void navigate(links.accessTo(part, row.id) + search);
  const close = () => void navigate(links.access(part) + search);
  const filter = (text: string) =>
    setAddress(
      (before) => {
        const next = new URLSearchParams(before);
        if (text) next.set('q', text);
        else next.delete('q');
        return next;
      },
      { replace: true },
    );
  useShortcuts({ f: () => document.querySelector<HTMLInputElement>('main input[type="search"]')?.select() });
  const withActions = useActionsColumn(columns, (row) => setDeleted(row));
  return (
    <>
      <div className="tools">
        <SearchBox label={words('filter')} placeholder={say.placeholder} value={q} onChange={filter} />
        <span className="flex-1" />
        <span className="num text-ink-3">{all ? say.count(shown.length) : null}</span>
        {tools}
        <Button
          icon="plus"
          disabledWhy={user?.role === 'owner' ? undefined : say.ownerOnly}
          onClick={() => setIsNew(true)}
        >
          {say.new}
        </Button>
      </div>
      {id !== undefined && all !== undefined && opened === undefined && deleted === undefined ? (
        <Banner tone="caution">{say.gone}</Banner>
      ) : null}
      <ListFaces
        what={say.title}
        rows={{
          page: read.data?.value,
          error: read.error,
          isPending: read.isPending,
          asOf: read.data?.asOf,
          rerun: () => read.refetch(),
        }}
      >
        <DataTable
          label={say.title}
          columns={withActions}
          rows={rowsOf(shown)}
          rowId={(row) => row.id}
          rowLabel={(row) => row.name}
          card={card}
          onEnter={open}
          loading={read.isPending}
          empty={
            q ? (
              <Face
                title={say.noMatch}
                actions={<Button onClick={() => filter('')}>{words('clearFilters')}</Button>}
              >
                {`“${q}”`}
              </Face>
            ) : (
              <Face title={say.emptyTitle}>{say.empty}</Face>
            )
          }
        />
      </ListFaces>
      {isNew ? form(undefined, { onClose: () => setIsNew(false), onDelete: () => {} }) : null}
      {opened && deleted === undefined
        ? form(opened, { onClose: close, onDelete: () => setDeleted(opened) })
        : null}
      {deleted ? (
        <DeleteDialog
          part={part}
          row={deleted}
          what={deleteWhat(deleted)}
          onClose={() => {
            setDeleted(undefined);
            if (id !== undefined) close();
          }}
        />
      ) : null}
    </>
  );
}

/** Whether name and comment hold every word of `q`. */
function matches({ name, comment }: Listed, q: string): boolean {
  const text = `${name} ${comment}`.toLowerCase();
  return q
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** The columns, and at their end what can be done with a row beside opening it. */
function useActionsColumn<Row extends Listed>(
  columns: readonly Column<Row>[],
  onDelete: (row: Row) => void,
): readonly Column<Row>[] {
  const t = useTranslations('accessParts');
  const whyNot = useWhyNot();
  const words = useTranslations('action');
  return [
    ...columns,
    {
      key: 'actions',
      head: words('more'),
      headHidden: true,
      width: 104,
      align: 'end',
      drop: 5,
      cell: (row) => (
        <Button
          look="quiet"
          small
          tabIndex={-1}
          label={t('deleteOf', { name: row.name })}
          disabledWhy={whyNot(row.may.delete)}
          onClick={() => onDelete(row)}
        >
          {t('delete')}
        </Button>
      ),
    },
  ];
}
