import { type ReactNode, useEffect } from 'react';
import { useSearchParams } from 'react-router';
import { useTranslations } from 'use-intl/react';
import type { PagedRows } from '../../../lib/paged-rows.ts';
import { ListFaces } from '../../../lib/registry/list-faces.tsx';
import { useShortcuts } from '../../../lib/shortcuts.ts';
import { announce } from '../../../ui/announce.tsx';
import { Button } from '../../../ui/button.tsx';
import type { Column } from '../../../ui/data-table/column.ts';
import { DataTable } from '../../../ui/data-table/data-table.tsx';
import { Face } from '../../../ui/face.tsx';
import { SearchBox } from '../../../ui/search-box.tsx';

/** What a list says of itself. */
export type ListWords = {
  title: string;
  placeholder: string;
  count: (n: number) => string;
  noMatch: string;
  noneWith: (total: number, filters: string) => string;
  emptyTitle: string;
  empty: string;
};

/** A list of Access: filtered on the server by the text of the address, its order fixed. */
export function AccessList<Row extends { id: string }>({
  rows,
  columns,
  rowLabel,
  card,
  onEnter,
  words,
  make,
  tools,
  note,
}: {
  rows: PagedRows<Row>;
  columns: readonly Column<Row>[];
  rowLabel: (row: Row) => string;
  card: (row: Row) => ReactNode;
  onEnter?: (row: Row) => void;
  words: ListWords;
  /** The button that makes a new one. */
  make: { label: string; disabledWhy: string | undefined; onClick: () => void };
  /** What else can be done, before that button. */
  tools?: ReactNode;
  /** What there is to say above the list. */
  note?: ReactNode;
}) {
  const action = useTranslations('action');
  const [q, filter] = useFilterText();
  const total = rows.page?.total;
  const said = total === undefined ? undefined : words.count(total);
  useEffect(() => {
    if (said) announce(said);
  }, [said]);
  useShortcuts({ f: () => document.querySelector<HTMLInputElement>('main input[type="search"]')?.select() });
  return (
    <>
      <div className="tools">
        <SearchBox label={action('filter')} placeholder={words.placeholder} value={q} onChange={filter} />
        <span className="flex-1" />
        <span className="num text-ink-3">{said}</span>
        {tools}
        <Button icon="plus" onClick={make.onClick} disabledWhy={make.disabledWhy}>
          {make.label}
        </Button>
      </div>
      {note}
      <ListFaces rows={rows} what={words.title}>
        <DataTable
          label={words.title}
          columns={columns}
          rows={rows.rows}
          rowId={(row) => row.id}
          rowLabel={rowLabel}
          card={card}
          {...(onEnter ? { onEnter } : {})}
          onNeed={rows.onNeed}
          loading={rows.isPending}
          empty={
            q ? (
              <Face
                title={words.noMatch}
                actions={<Button onClick={() => filter('')}>{action('clearFilters')}</Button>}
              >
                {words.noneWith(rows.page?.totalUnfiltered ?? 0, `“${q}”`)}
              </Face>
            ) : (
              <Face title={words.emptyTitle}>{words.empty}</Face>
            )
          }
        />
      </ListFaces>
    </>
  );
}

/** The text of the address that a list of Access is filtered by, and how it is set. What else stands there stays. */
function useFilterText(): readonly [string, (text: string) => void] {
  const [address, setAddress] = useSearchParams();
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
  return [address.get('q') ?? '', filter];
}
