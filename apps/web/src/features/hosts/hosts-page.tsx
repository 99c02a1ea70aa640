import { hostFilters } from '@cynosure/shared/console/filter-fields.ts';
import type { HostRow } from '@cynosure/shared/console/host.ts';
import { instanceStates } from '@cynosure/shared/console/state.ts';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useNavigate } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { useListState } from '../../lib/list-state.ts';
import { usePageTitle } from '../../lib/page-title.ts';
import { usePagedRows } from '../../lib/paged-rows.ts';
import { ColumnsMenu } from '../../lib/registry/columns-menu.tsx';
import {
  FilterChips,
  FilterField,
  FilterPick,
  IgnoredNote,
  NamespacePick,
  NoMatch,
} from '../../lib/registry/filter-field.tsx';
import { HeldChanges, useHeldChanges } from '../../lib/registry/held-changes.tsx';
import { HostSelectionBar } from '../../lib/registry/host-selection-bar.tsx';
import { links } from '../../lib/registry/links.ts';
import { ListFaces } from '../../lib/registry/list-faces.tsx';
import { askedOf, hostsList } from '../../lib/registry/lists.ts';
import { useDrift } from '../../lib/registry/use-drift.ts';
import { useTicked } from '../../lib/registry/use-ticked.ts';
import { useWhyNotChange } from '../../lib/registry/why-not-change.ts';
import { announce } from '../../ui/announce.tsx';
import { chooseColumns } from '../../ui/data-table/column.ts';
import { DataTable } from '../../ui/data-table/data-table.tsx';
import { selectionOf } from '../../ui/data-table/selection.ts';
import { Face } from '../../ui/face.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { Panel } from '../../ui/panel.tsx';
import { useMedia } from '../../ui/use-media.ts';
import { HostRowCard } from './host-row-card.tsx';
import { useHostsColumns } from './hosts-columns.tsx';

const usualSort = { key: 'unhealthy', descending: true };
const idOf = (row: HostRow) => row.host;

/** All hosts, those with most unhealthy instances on top. */
export function Component() {
  const t = useTranslations('hosts');
  const field = useTranslations('field');
  const state = useTranslations('state');
  const navigate = useNavigate();
  usePageTitle(t('title'));
  const list = useListState(hostsList.fields, hostsList.sorts);
  const rows = usePagedRows<HostRow>(askedOf(hostsList, list));
  const held = useHeldChanges(rows.page?.resultSet);
  useDrift({ rows, held, path: '/hosts', idOf });
  const columns = useHostsColumns();
  const [leftOut, setLeftOut] = useState<readonly string[]>([]);
  const shown = useMemo(() => chooseColumns(columns, list.columns), [columns, list.columns]);
  const open = useCallback((row: HostRow) => void navigate(links.host(row.host)), [navigate]);
  const narrow = useMedia('(max-width: 640px)');
  const [ticked, setTicked] = useTicked();
  const whyNot = useWhyNotChange();
  const total = rows.page?.total;
  const said = total === undefined ? undefined : t('count', { n: total });
  useEffect(() => {
    if (said) announce(said);
  }, [said]);

  return (
    <>
      <PageHead title={t('title')} />
      <div className="tools">
        <FilterField fields={hostFilters} list={list} placeholder={t('placeholder')} />
        <NamespacePick list={list} />
        <FilterPick
          list={list}
          name="state"
          label={field('state')}
          options={instanceStates.map((value) => ({ value, label: state(value) }))}
        />
        <FilterChips fields={hostFilters} list={list} except={['namespace', 'state']} />
        <span className="flex-1" />
        <HeldChanges held={held} onShow={rows.rerun} />
        {said ? <span className="num text-ink-3">{said}</span> : null}
        <ColumnsMenu columns={columns} chosen={list.columns} leftOut={leftOut} onChange={list.setColumns} />
      </div>
      <IgnoredNote ignored={list.ignored} />
      <Panel resetKey={list.request}>
        <ListFaces rows={rows} what={t('title')} missing={{ clients: field('clients') }}>
          <DataTable
            label={t('title')}
            columns={shown}
            onLeftOut={setLeftOut}
            rows={rows.rows}
            rowId={idOf}
            rowLabel={idOf}
            card={(row) => <HostRowCard host={row} />}
            sort={list.sort[0] ?? usualSort}
            onSort={(sort) => list.setSort([sort])}
            onEnter={open}
            isGone={(row) => held.isGone(row.host)}
            onNeed={rows.onNeed}
            selection={narrow ? undefined : selectionOf(ticked, setTicked)}
            loading={rows.isPending}
            empty={
              list.hasFilters ? (
                <NoMatch
                  fields={hostFilters}
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
        {narrow ? null : (
          <HostSelectionBar selected={ticked} onClear={() => setTicked(new Set())} whyNot={whyNot} />
        )}
      </Panel>
    </>
  );
}
