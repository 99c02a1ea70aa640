import type { AliasRow } from '@cynosure/shared/console/alias.ts';
import type { Page } from '@cynosure/shared/console/page.ts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useMemo, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { Button } from '../../../ui/button.tsx';
import type { Column } from '../../../ui/data-table/column.ts';
import { DataTable } from '../../../ui/data-table/data-table.tsx';
import { rowsOf } from '../../../ui/data-table/row-source.ts';
import { Face } from '../../../ui/face.tsx';
import { onDemand } from '../../../ui/on-demand.tsx';
import { RowLink } from '../../../ui/row-link.tsx';
import { http } from '../../http.ts';
import { keys } from '../../keys.ts';
import { links } from '../links.ts';
import { ListFaces } from '../list-faces.tsx';
import { Ago } from '../moment.tsx';
import { Dash } from '../state-mark.tsx';
import { useWhyNot } from '../why-not.ts';

const AliasForm = onDemand(() => import('./alias-form.tsx').then((module) => module.AliasForm));
const DeleteAlias = onDemand(() => import('./delete-alias.tsx').then((module) => module.DeleteAlias));

type Form = { kind: 'new' } | { kind: 'edit' | 'delete'; alias: AliasRow };

/** Aliases, of all services or of one. `head` is given how to make one, `frame` the list and how many it shows. */
export function AliasList({
  target,
  q = '',
  onClear,
  head,
  frame = (content) => content,
}: {
  target?: { namespace: string; service: string };
  q?: string;
  onClear?: () => void;
  head: (make: () => void) => ReactNode;
  frame?: (content: ReactNode, shown: number | undefined) => ReactNode;
}) {
  const t = useTranslations('aliases');
  const words = useTranslations('action');
  const queries = useQueryClient();
  const [form, setForm] = useState<Form>();
  const request = target ? new URLSearchParams({ target: `${target.namespace}/${target.service}` }) : '';
  const read = useQuery({
    queryKey: keys.aliases(String(request)),
    queryFn: ({ signal }) => http.get<Page<AliasRow>>(`/aliases?${request}`, signal),
  });
  const all = read.data?.value.items;
  const shown = useMemo(() => matching(all ?? [], q), [all, q]);
  const columns = useAliasColumns(setForm, target !== undefined);
  const close = () => setForm(undefined);
  return (
    <>
      {head(() => setForm({ kind: 'new' }))}
      {frame(
        <ListFaces
          what={t('title')}
          rows={{
            page: read.data?.value,
            error: read.error,
            isPending: read.isPending,
            asOf: read.data?.asOf,
            rerun: () => queries.invalidateQueries({ queryKey: keys.allAliases }),
          }}
        >
          <DataTable
            label={t('title')}
            columns={columns}
            rows={rowsOf(shown)}
            rowId={(row) => `${row.namespace}/${row.alias}`}
            rowLabel={(row) => row.alias}
            card={(row) => <AliasCard alias={row} />}
            loading={read.isPending}
            empty={
              q && all && all.length > 0 ? (
                <Face
                  title={t('noMatch')}
                  {...(onClear
                    ? { actions: <Button onClick={onClear}>{words('clearFilters')}</Button> }
                    : {})}
                >
                  {t('noneWith', { total: all.length, filters: `“${q}”` })}
                </Face>
              ) : (
                <Face title={t('emptyTitle')}>{t('empty')}</Face>
              )
            }
          />
        </ListFaces>,
        all ? shown.length : undefined,
      )}
      {form?.kind === 'new' ? <AliasForm {...(target ? { target } : {})} onClose={close} /> : null}
      {form?.kind === 'edit' ? <AliasForm alias={form.alias} onClose={close} /> : null}
      {form?.kind === 'delete' ? <DeleteAlias alias={form.alias} onClose={close} /> : null}
    </>
  );
}

/** Those of which a name or the comment holds every word. */
function matching(aliases: readonly AliasRow[], q: string): AliasRow[] {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  return aliases.filter(({ alias, namespace, target, comment }) => {
    const text = `${alias} ${namespace} ${target.service} ${comment ?? ''}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

function useAliasColumns(act: (form: Form) => void, ofOne: boolean): readonly Column<AliasRow>[] {
  const t = useTranslations('aliases');
  const whyNot = useWhyNot();
  const field = useTranslations('field');
  const words = useTranslations('action');
  return useMemo(() => {
    const pointsTo: Column<AliasRow> = {
      key: 'target',
      head: t('pointsTo'),
      width: 220,
      cell: ({ target }) => (
        <RowLink to={links.service(target.namespace, target.service)}>
          {target.namespace}/{target.service}
        </RowLink>
      ),
    };
    return [
      {
        key: 'alias',
        head: t('alias'),
        width: 180,
        className: 'name',
        cell: (row) => <RowLink to={links.service(row.namespace, row.alias)}>{row.alias}</RowLink>,
      },
      {
        key: 'namespace',
        head: field('namespace'),
        width: 120,
        cell: (row) => <bdi>{row.namespace}</bdi>,
      },
      ...(ofOne ? [] : [pointsTo]),
      {
        key: 'comment',
        head: field('comment'),
        width: 200,
        drop: 2,
        cell: (row) => (row.comment ? <bdi title={row.comment}>{row.comment}</bdi> : <Dash />),
      },
      {
        key: 'changed',
        head: field('changed'),
        width: 110,
        align: 'end',
        drop: 1,
        className: 'text-ink-3',
        cell: (row) => <Ago at={row.changedAt} />,
      },
      {
        key: 'actions',
        head: words('more'),
        headHidden: true,
        width: 130,
        align: 'end',
        cell: (row) => (
          <span className="inline-flex justify-end gap-0.5">
            <Button
              icon="edit"
              look="quiet"
              small
              tabIndex={-1}
              label={t('edit', { alias: row.alias })}
              disabledWhy={whyNot(row.may?.edit)}
              onClick={() => act({ kind: 'edit', alias: row })}
            />
            <Button
              look="quiet"
              small
              tabIndex={-1}
              label={t('delete', { alias: row.alias })}
              disabledWhy={whyNot(row.may?.delete)}
              onClick={() => act({ kind: 'delete', alias: row })}
            >
              {t('deleteShort')}
            </Button>
          </span>
        ),
      },
    ];
  }, [t, field, words, act, ofOne]);
}

function AliasCard({ alias }: { alias: AliasRow }) {
  return (
    <>
      <b className="truncate">
        <RowLink to={links.service(alias.namespace, alias.alias)}>{alias.alias}</RowLink>
      </b>
      <bdi className="truncate">{alias.target.service}</bdi>
      <bdi className="truncate text-ink-3 text-xs">
        {[alias.namespace, alias.comment].filter(Boolean).join(' · ')}
      </bdi>
      <span className="text-ink-3 text-xs">
        <Ago at={alias.changedAt} />
      </span>
    </>
  );
}
