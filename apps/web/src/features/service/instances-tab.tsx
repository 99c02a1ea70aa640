import { instanceFilters } from '@cynosure/shared/console/filter-fields.ts';
import type { InstanceRow } from '@cynosure/shared/console/instance.ts';
import { instanceSorts } from '@cynosure/shared/console/sort.ts';
import { useEffect, useMemo, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { keys } from '../../lib/keys.ts';
import { useListState } from '../../lib/list-state.ts';
import { usePagedRows } from '../../lib/paged-rows.ts';
import { ColumnsMenu } from '../../lib/registry/columns-menu.tsx';
import { Facets } from '../../lib/registry/facets.tsx';
import { FilterChips, FilterField, IgnoredNote, NoMatch } from '../../lib/registry/filter-field.tsx';
import { HeldChanges, useHeldChanges } from '../../lib/registry/held-changes.tsx';
import { InstanceCard } from '../../lib/registry/instance-card.tsx';
import { useInstanceColumns } from '../../lib/registry/instance-columns.tsx';
import { ListFaces } from '../../lib/registry/list-faces.tsx';
import { useInstancesLive } from '../../lib/registry/use-instances-live.ts';
import { announce } from '../../ui/announce.tsx';
import { Button } from '../../ui/button.tsx';
import { chooseColumns } from '../../ui/data-table/column.ts';
import { DataTable } from '../../ui/data-table/data-table.tsx';
import { Face } from '../../ui/face.tsx';

const facetNames = 'state,version,zone,label,protocol';
const faceted = ['state', 'version', 'zone', 'label', 'protocol'];
const defaultSort = { key: 'health', descending: true };
const idOf = (row: InstanceRow) => row.id;

/** The instances of one service, those in trouble on top, with what they have in common at the left. */
export function InstancesTab({ namespace, service }: { namespace: string; service: string }) {
  const t = useTranslations('service');
  const words = useTranslations('action');
  const list = useListState(instanceFilters, instanceSorts);
  const request = useMemo(() => {
    const own = new URLSearchParams(list.request);
    own.set('namespace', namespace);
    own.set('service', service);
    return own.toString();
  }, [list.request, namespace, service]);
  const rows = usePagedRows<InstanceRow>({
    key: keys.instances(request),
    path: '/instances',
    request,
    facets: facetNames,
    near: list.at,
  });
  const held = useHeldChanges(rows.page?.resultSet);
  useInstancesLive(rows, held);
  const columns = useInstanceColumns('service');
  const shown = useMemo(() => chooseColumns(columns, list.columns), [columns, list.columns]);
  const [facetsOpen, setFacetsOpen] = useState(false);
  const total = rows.page?.total;
  const said = total === undefined ? undefined : t('count', { n: total });
  useEffect(() => {
    if (said) announce(said);
  }, [said]);

  return (
    <div className="split">
      <Facets facets={rows.page?.facets} list={list} open={facetsOpen} onClose={() => setFacetsOpen(false)} />
      <div className="flex min-h-0 min-w-0 flex-col">
        <div className="tools">
          <Button icon="filter" className="facets-button" onClick={() => setFacetsOpen(true)}>
            {words('filters')}
          </Button>
          <FilterField fields={instanceFilters} list={list} placeholder={t('placeholder')} width={390} />
          <FilterChips fields={instanceFilters} list={list} except={rows.page?.facets ? faceted : []} />
          <span className="flex-1" />
          <HeldChanges held={held} onShow={rows.rerun} />
          {list.hasFilters && said ? <span className="num text-ink-3">{said}</span> : null}
          <ColumnsMenu columns={columns} chosen={list.columns} onChange={list.setColumns} />
        </div>
        <IgnoredNote ignored={list.ignored} />
        <ListFaces rows={rows} what={t('tabs.instances')}>
          <DataTable
            label={t('instancesOf', { service })}
            columns={shown}
            rows={rows.rows}
            rowId={idOf}
            rowLabel={(row) => `${row.host}:${row.port}`}
            card={(row) => <InstanceCard instance={row} />}
            sort={list.sort[0] ?? defaultSort}
            onSort={(sort) => list.setSort([sort])}
            isGone={(row) => row.gone !== undefined || held.isGone(row.id)}
            onNeed={rows.onNeed}
            loading={rows.isPending}
            empty={
              list.hasFilters ? (
                <NoMatch
                  fields={instanceFilters}
                  list={list}
                  title={t('noMatch')}
                  sentence={(filters) =>
                    rows.page?.totalUnfiltered === undefined
                      ? t('none', { filters })
                      : t('noneWith', { total: rows.page.totalUnfiltered, filters })
                  }
                />
              ) : (
                <Face title={t('emptyTitle')}>{t('empty')}</Face>
              )
            }
          />
        </ListFaces>
      </div>
    </div>
  );
}
