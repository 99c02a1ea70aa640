import { instanceFilters } from '@cynosure/shared/console/filter-fields.ts';
import type { InstanceRow } from '@cynosure/shared/console/instance.ts';
import { instanceSorts } from '@cynosure/shared/console/sort.ts';
import { useEffect, useMemo, useState } from 'react';
import { useNavigate } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { announce } from '../../ui/announce.tsx';
import { Button } from '../../ui/button.tsx';
import { chooseColumns } from '../../ui/data-table/column.ts';
import { DataTable } from '../../ui/data-table/data-table.tsx';
import { Face } from '../../ui/face.tsx';
import { useMedia } from '../../ui/use-media.ts';
import { keys } from '../keys.ts';
import { useListPosition } from '../list-position.ts';
import { useListState } from '../list-state.ts';
import { usePagedRows } from '../paged-rows.ts';
import { ColumnsMenu } from './columns-menu.tsx';
import { ExportMenu } from './export-menu.tsx';
import { Facets } from './facets.tsx';
import { AddFilter, FilterChips, FilterField, IgnoredNote, NoMatch } from './filter-field.tsx';
import { HeldChanges, useHeldChanges } from './held-changes.tsx';
import { InstanceCard } from './instance-card.tsx';
import { useInstanceColumns } from './instance-columns.tsx';
import { ExpiredSelection, InstanceSelectionBar } from './instance-selection-bar.tsx';
import { links } from './links.ts';
import { ListFaces } from './list-faces.tsx';
import { usePublishNeighbours } from './list-neighbours.ts';
import { INSTANCE_FACETS } from './lists.ts';
import { useInstanceSelection } from './use-instance-selection.ts';
import { useInstancesLive } from './use-instances-live.ts';
import { useWhyNot, whyNotChange } from './why-not.ts';

/** Facets beside the list: of one service what its instances differ in, of the registry where they are. */
const facetsOf = {
  service: ['state', 'version', 'zone', 'label', 'protocol'],
  all: INSTANCE_FACETS,
} as const;

/** Heads whose order is the list's usual one. */
const defaultSort = { key: 'health', descending: true };
const idOf = (row: InstanceRow) => row.id;

type InstanceListProps = {
  /** The table's accessible name. */
  label: string;
  /** Of one service, or of the whole registry. */
  of: { namespace: string; service: string } | 'all';
};

/** Instances, those in trouble on top, with what they have in common at the left. */
export function InstanceList({ label, of }: InstanceListProps) {
  const t = useTranslations('instanceList');
  const nav = useTranslations('nav');
  const whyNot = useWhyNot();
  const unit = useTranslations('unit');
  const words = useTranslations('action');
  const navigate = useNavigate();
  const kind = of === 'all' ? 'all' : 'service';
  const list = useListState(instanceFilters, instanceSorts);
  const request = useMemo(() => {
    const asked = new URLSearchParams(list.request);
    if (of !== 'all') {
      asked.set('namespace', of.namespace);
      asked.set('service', of.service);
    }
    return asked.toString();
  }, [list.request, of]);
  const rows = usePagedRows<InstanceRow>({
    key: keys.instances(request),
    path: '/instances',
    request,
    facets: facetsOf[kind].join(','),
    near: list.at,
  });
  const held = useHeldChanges(rows.page?.resultSet);
  useInstancesLive(rows, held);
  const position = useListPosition(list, rows.page, idOf);
  usePublishNeighbours(rows.rows, idOf, rows.window);
  const narrow = useMedia('(max-width: 640px)');
  const loaded = () => rows.rows.loaded?.() ?? [];
  const selection = useInstanceSelection(rows.page, () => loaded().map(idOf));
  const columns = useInstanceColumns(kind);
  const [leftOut, setLeftOut] = useState<readonly string[]>([]);
  const shown = useMemo(() => chooseColumns(columns, list.columns), [columns, list.columns]);
  const [facetsOpen, setFacetsOpen] = useState(false);
  const said = rows.page ? unit('instances', { n: rows.page.total }) : undefined;
  useEffect(() => {
    if (said) announce(said);
  }, [said]);
  const unfiltered = rows.page?.totalUnfiltered;

  return (
    <div className="split">
      <Facets facets={rows.page?.facets} list={list} open={facetsOpen} onClose={() => setFacetsOpen(false)} />
      <div className="flex min-h-0 min-w-0 flex-col">
        <div className="tools">
          <Button icon="filter" className="facets-button" onClick={() => setFacetsOpen(true)}>
            {words('filters')}
          </Button>
          <FilterField fields={instanceFilters} list={list} placeholder={t('placeholder')} width={390} />
          <FilterChips
            fields={instanceFilters}
            list={list}
            except={rows.page?.facets ? facetsOf[kind] : []}
          />
          <AddFilter fields={instanceFilters} />
          <span className="flex-1" />
          <HeldChanges held={held} onShow={rows.rerun} />
          {kind === 'all' || list.hasFilters ? <span className="num text-ink-3">{said}</span> : null}
          <ExportMenu path="/instances/export" request={request} />
          <ColumnsMenu columns={columns} chosen={list.columns} leftOut={leftOut} onChange={list.setColumns} />
        </div>
        <IgnoredNote ignored={list.ignored} />
        <ExpiredSelection selection={selection} />
        <ListFaces rows={rows} what={nav('instances')}>
          <DataTable
            label={label}
            columns={shown}
            onLeftOut={setLeftOut}
            rows={rows.rows}
            rowId={idOf}
            rowLabel={(row) => `${row.host}:${row.port}`}
            card={(row) => <InstanceCard instance={row} withService={kind === 'all'} />}
            sort={list.sort[0] ?? defaultSort}
            onSort={(sort) => list.setSort([sort])}
            onEnter={(row) => void navigate(links.instance(row.id))}
            onOpen={(row) => list.setOpen(row.id)}
            openedId={list.open}
            isGone={(row) => row.gone !== undefined || held.isGone(row.id)}
            onNeed={rows.onNeed}
            selection={narrow ? undefined : selection}
            startAt={position.startAt}
            onTopRow={position.onTopRow}
            loading={rows.isPending}
            empty={
              list.hasFilters ? (
                <NoMatch
                  fields={instanceFilters}
                  list={list}
                  title={t('noMatch')}
                  sentence={(filters) =>
                    unfiltered === undefined
                      ? t('none', { filters })
                      : t('noneWith', { total: unfiltered, filters })
                  }
                />
              ) : (
                <Face title={t('emptyTitle')}>{t('empty')}</Face>
              )
            }
          />
        </ListFaces>
        {narrow ? null : (
          <InstanceSelectionBar
            selection={selection}
            total={rows.page?.total ?? 0}
            whyNot={whyNotChange(
              selection.size > 0 ? loaded().filter((row) => selection.has(row.id)) : [],
              whyNot,
            )}
          />
        )}
      </div>
    </div>
  );
}
