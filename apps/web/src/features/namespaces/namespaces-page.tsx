import type { Namespace } from '@cynosure/shared/console/namespace.ts';
import { formatSort, namespaceSorts, parseSort } from '@cynosure/shared/console/sort.ts';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { keys } from '../../lib/keys.ts';
import { usePageTitle } from '../../lib/page-title.ts';
import { links } from '../../lib/registry/links.ts';
import { ListFaces } from '../../lib/registry/list-faces.tsx';
import { namespacesQuery } from '../../lib/registry/namespaces.ts';
import { useSession } from '../../lib/session.ts';
import { useShortcuts } from '../../lib/shortcuts.ts';
import { Button } from '../../ui/button.tsx';
import { DataTable } from '../../ui/data-table/data-table.tsx';
import { rowsOf } from '../../ui/data-table/row-source.ts';
import { Face } from '../../ui/face.tsx';
import { onDemand } from '../../ui/on-demand.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SearchBox } from '../../ui/search-box.tsx';
import { NamespaceCard } from './namespace-card.tsx';
import { useNamespaceColumns } from './namespace-columns.tsx';
import { matching, sorted } from './order.ts';

const NamespaceForm = onDemand(() => import('./namespace-form.tsx').then((module) => module.NamespaceForm));
const DeleteNamespace = onDemand(() =>
  import('./delete-namespace.tsx').then((module) => module.DeleteNamespace),
);

type Form = { kind: 'new' } | { kind: 'edit' | 'delete'; namespace: Namespace };

const defaultSort = { key: 'name', descending: false } as const;

/** All namespaces. There are few, so they are filtered and sorted here. */
export function Component() {
  const t = useTranslations('namespaces');
  const words = useTranslations('action');
  const navigate = useNavigate();
  const queries = useQueryClient();
  usePageTitle(t('title'));
  const [address, setAddress] = useSearchParams();
  const q = address.get('q') ?? '';
  const sort = parseSort(address.get('sort'), namespaceSorts).sort[0] ?? defaultSort;
  const read = useQuery(namespacesQuery);
  const all = read.data?.value.items;
  const shown = useMemo(() => sorted(matching(all ?? [], q), sort), [all, q, sort]);
  const [form, setForm] = useState<Form>();
  const act = useMemo(
    () => ({
      edit: (namespace: Namespace) => setForm({ kind: 'edit', namespace }),
      remove: (namespace: Namespace) => setForm({ kind: 'delete', namespace }),
    }),
    [],
  );
  const columns = useNamespaceColumns(act);
  const { user } = useSession();
  const change = (name: string, value: string, replace: boolean) =>
    setAddress(
      (before) => {
        const next = new URLSearchParams(before);
        if (value) next.set(name, value);
        else next.delete(name);
        return next;
      },
      { replace },
    );
  const open = (row: Namespace) => void navigate(links.namespace(row.name));
  useShortcuts({ f: () => document.querySelector<HTMLInputElement>('main input[type="search"]')?.select() });

  return (
    <>
      <PageHead
        title={t('title')}
        actions={
          <Button
            icon="plus"
            onClick={() => setForm({ kind: 'new' })}
            disabledWhy={user?.role === 'owner' ? undefined : t('ownerOnly')}
          >
            {t('new')}
          </Button>
        }
      />
      <div className="tools">
        <SearchBox
          label={words('filter')}
          placeholder={t('placeholder')}
          value={q}
          onChange={(text) => change('q', text, true)}
        />
        <span className="flex-1" />
        <span className="num text-ink-3">{all ? t('count', { n: shown.length }) : null}</span>
      </div>
      <Panel>
        <ListFaces
          what={t('title')}
          rows={{
            page: read.data?.value,
            error: read.error,
            isPending: read.isPending,
            asOf: read.data?.asOf,
            rerun: () => queries.invalidateQueries({ queryKey: keys.namespaces }),
          }}
        >
          <DataTable
            label={t('title')}
            columns={columns}
            rows={rowsOf(shown)}
            rowId={(row) => row.name}
            rowLabel={(row) => row.name}
            card={(row) => <NamespaceCard namespace={row} />}
            sort={sort}
            onSort={(next) => change('sort', formatSort([next]), false)}
            onEnter={open}
            loading={read.isPending}
            empty={
              q ? (
                <Face
                  title={t('noMatch')}
                  actions={<Button onClick={() => change('q', '', false)}>{words('clearFilters')}</Button>}
                >
                  {t('noneWith', { total: all?.length ?? 0, filters: `“${q}”` })}
                </Face>
              ) : (
                <Face title={t('emptyTitle')}>{t('empty')}</Face>
              )
            }
          />
        </ListFaces>
      </Panel>
      {form?.kind === 'new' ? <NamespaceForm onClose={() => setForm(undefined)} /> : null}
      {form?.kind === 'edit' ? (
        <NamespaceForm namespace={form.namespace} onClose={() => setForm(undefined)} />
      ) : null}
      {form?.kind === 'delete' ? (
        <DeleteNamespace namespace={form.namespace} onClose={() => setForm(undefined)} />
      ) : null}
    </>
  );
}
