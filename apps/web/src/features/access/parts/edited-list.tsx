import type { AccessMay } from '@cynosure/shared/console/access.ts';
import { decodeSegment } from '@cynosure/shared/console/path.ts';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo, useState } from 'react';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { statusOf } from '../../../lib/problem.ts';
import { links } from '../../../lib/registry/links.ts';
import { useWhyNot } from '../../../lib/registry/why-not.ts';
import { useSession } from '../../../lib/session.ts';
import { Button } from '../../../ui/button.tsx';
import type { Column } from '../../../ui/data-table/column.ts';
import { Banner } from '../../../ui/face.tsx';
import { ReadFace } from '../../../ui/read-face.tsx';
import { type AccessPart, oneQuery, type Rows } from './access-api.ts';
import { AccessList, type ListWords } from './access-list.tsx';
import { DeleteDialog } from './delete-dialog.tsx';
import { useAccessRows } from './use-access-rows.ts';

const NOT_FOUND = 404;

/**
 * A list of which the address names the one that is open; its form is drawn by `form`, which is given nothing for a
 * new one.
 */
export function EditedList<Part extends Exclude<AccessPart, 'users'>>({
  part,
  words,
  columns,
  card,
  form,
  deleteWhat,
  tools,
}: {
  part: Part;
  words: ListWords & {
    new: string;
    /** Why one cannot be made by who is no owner. */
    ownerOnly: string;
    gone: string;
  };
  columns: readonly Column<Rows[Part]>[];
  card: (row: Rows[Part]) => ReactNode;
  form: (row: Rows[Part] | undefined, close: { onClose: () => void; onDelete: () => void }) => ReactNode;
  /** What goes when it is deleted. */
  deleteWhat: (row: Rows[Part]) => string;
  tools?: ReactNode;
}) {
  const { user } = useSession();
  const navigate = useNavigate();
  const { id } = useParams();
  const [address] = useSearchParams();
  const rows = useAccessRows(part);
  const opened = useQuery(oneQuery(part, id === undefined ? undefined : decodeSegment(id)));
  const [isNew, setIsNew] = useState(false);
  const [deleted, setDeleted] = useState<Rows[Part]>();
  const search = address.size > 0 ? `?${address}` : '';
  const close = () => void navigate(links.access(part) + search);
  const withActions = useActionsColumn<Rows[Part]>(columns, setDeleted);
  const row = deleted === undefined ? opened.data?.value : undefined;
  const isGone = statusOf(opened.error) === NOT_FOUND;
  const note =
    deleted !== undefined || !opened.error ? null : isGone ? (
      <Banner tone="caution">{words.gone}</Banner>
    ) : row ? null : (
      <ReadFace error={opened.error} what={words.title} onRetry={() => void opened.refetch()} />
    );
  return (
    <>
      <AccessList
        rows={rows}
        columns={withActions}
        rowLabel={({ name }) => name}
        card={card}
        onEnter={(one) => void navigate(links.accessTo(part, one.id) + search)}
        words={words}
        make={{
          label: words.new,
          disabledWhy: user?.role === 'owner' ? undefined : words.ownerOnly,
          onClick: () => setIsNew(true),
        }}
        tools={tools}
        note={note}
      />
      {isNew ? form(undefined, { onClose: () => setIsNew(false), onDelete: () => {} }) : null}
      {row && !isGone ? form(row, { onClose: close, onDelete: () => setDeleted(row) }) : null}
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

/** The columns, and at their end what can be done with a row beside opening it. */
function useActionsColumn<Row extends { name: string; may: AccessMay }>(
  columns: readonly Column<Row>[],
  onDelete: (row: Row) => void,
): readonly Column<Row>[] {
  const t = useTranslations('accessParts');
  const whyNot = useWhyNot();
  const words = useTranslations('action');
  return useMemo(
    () => [
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
    ],
    [columns, onDelete, t, whyNot, words],
  );
}
