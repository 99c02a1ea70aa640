import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import { useSearchParams } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { usePagedRows } from '../../lib/paged-rows.ts';
import { ListFaces } from '../../lib/registry/list-faces.tsx';
import { useShortcuts } from '../../lib/shortcuts.ts';
import { announce } from '../../ui/announce.tsx';
import { Button } from '../../ui/button.tsx';
import type { Column } from '../../ui/data-table/column.ts';
import { DataTable } from '../../ui/data-table/data-table.tsx';
import { Face } from '../../ui/face.tsx';
import { SearchBox } from '../../ui/search-box.tsx';

const ASK_AGAIN_MS = 10_000;

/** A list of Access: filtered on the server, its order fixed, read again every ten seconds. */
export function AccessList<Row extends { id: string }>({
  path,
  keyOf,
  columns,
  rowLabel,
  card,
  onEnter,
  words,
  make,
}: {
  /** Below /console/v1. */
  path: string;
  /** Key of the query cache for a request. */
  keyOf: (request: string) => readonly unknown[];
  columns: readonly Column<Row>[];
  rowLabel: (row: Row) => string;
  card: (row: Row) => ReactNode;
  onEnter?: (row: Row) => void;
  words: {
    title: string;
    placeholder: string;
    count: (n: number) => string;
    noMatch: string;
    noneWith: (total: number, filters: string) => string;
    emptyTitle: string;
    empty: string;
  };
  /** The button that makes a new one. */
  make: { label: string; disabledWhy: string | undefined; onClick: () => void };
}) {
  const action = useTranslations('action');
  const queries = useQueryClient();
  const [address, setAddress] = useSearchParams();
  const q = address.get('q') ?? '';
  const request = new URLSearchParams(q ? { q } : {}).toString();
  const rows = usePagedRows<Row>({ key: keyOf(request), path, request });
  const text = JSON.stringify(keyOf(request));
  useEffect(() => {
    const queryKey: unknown[] = JSON.parse(text); // What was written a line above.
    const timer = setInterval(
      () => document.hidden || void queries.invalidateQueries({ queryKey, exact: true }),
      ASK_AGAIN_MS,
    );
    return () => clearInterval(timer);
  }, [queries, text]);
  const total = rows.page?.total;
  const said = total === undefined ? undefined : words.count(total);
  useEffect(() => {
    if (said) announce(said);
  }, [said]);
  const filter = (value: string) => setAddress(value ? { q: value } : {}, { replace: true });
  useShortcuts({ f: () => document.querySelector<HTMLInputElement>('main input[type="search"]')?.select() });
  return (
    <>
      <div className="tools">
        <SearchBox label={action('filter')} placeholder={words.placeholder} value={q} onChange={filter} />
        <span className="flex-1" />
        <span className="num text-ink-3">{said}</span>
        <Button icon="plus" onClick={make.onClick} disabledWhy={make.disabledWhy}>
          {make.label}
        </Button>
      </div>
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
