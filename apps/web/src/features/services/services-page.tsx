import { serviceFilters } from '@cynosure/shared/console/filter-fields.ts';
import type { ServiceRow } from '@cynosure/shared/console/service.ts';
import { serviceStates } from '@cynosure/shared/console/state.ts';
import { useCallback, useMemo, useState } from 'react';
import { useNavigate } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { useListPosition } from '../../lib/list-position.ts';
import { useListState } from '../../lib/list-state.ts';
import { usePageTitle } from '../../lib/page-title.ts';
import { usePagedRows } from '../../lib/paged-rows.ts';
import { ColumnsMenu } from '../../lib/registry/columns-menu.tsx';
import { ExportMenu } from '../../lib/registry/export-menu.tsx';
import {
  AddFilter,
  FilterChips,
  FilterField,
  FilterPick,
  IgnoredNote,
  NamespacePick,
  NoMatch,
} from '../../lib/registry/filter-field.tsx';
import { HeldChanges, useHeldChanges } from '../../lib/registry/held-changes.tsx';
import { links } from '../../lib/registry/links.ts';
import { ListFaces } from '../../lib/registry/list-faces.tsx';
import { askedOf, servicesList } from '../../lib/registry/lists.ts';
import { useTicked } from '../../lib/registry/use-ticked.ts';
import { useMayInSome } from '../../lib/session.ts';
import { Button } from '../../ui/button.tsx';
import { chooseColumns } from '../../ui/data-table/column.ts';
import { DataTable } from '../../ui/data-table/data-table.tsx';
import { selectionOf } from '../../ui/data-table/selection.ts';
import { Face } from '../../ui/face.tsx';
import { onDemand } from '../../ui/on-demand.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { Panel } from '../../ui/panel.tsx';
import { useMedia } from '../../ui/use-media.ts';
import { ServicesBar } from './bulk/services-bar.tsx';
import { ServiceCard } from './service-card.tsx';
import { ServiceCount } from './service-count.tsx';
import { ServiceTabs } from './service-tabs.tsx';
import { useServiceColumns } from './services-columns.tsx';
import { useServicesLive } from './use-services-live.ts';

const ServiceForm = onDemand(() =>
  import('../../lib/registry/forms/service-form.tsx').then((module) => module.ServiceForm),
);

const defaultSort = { key: 'share', descending: false };
const idOf = (row: ServiceRow) => `${row.namespace}/${row.service}`;

/** All services, those in trouble on top. */
export function Component() {
  const t = useTranslations('services');
  const field = useTranslations('field');
  const state = useTranslations('state');
  const navigate = useNavigate();
  usePageTitle(t('title'));
  const list = useListState(servicesList.fields, servicesList.sorts);
  const rows = usePagedRows<ServiceRow>(askedOf(servicesList, list));
  const held = useHeldChanges(rows.page?.resultSet);
  useServicesLive(rows, held);
  const position = useListPosition(list, rows.page, idOf);
  const columns = useServiceColumns();
  const [leftOut, setLeftOut] = useState<readonly string[]>([]);
  const shown = useMemo(() => chooseColumns(columns, list.columns), [columns, list.columns]);
  const narrow = useMedia('(max-width: 640px)');
  const [ticked, setTicked] = useTicked();
  const [making, setMaking] = useState(false);
  const mayMake = useMayInSome('owner');
  const form = useTranslations('serviceForm');
  const [only] = list.query.namespace?.length === 1 ? list.query.namespace : [];
  const open = useCallback(
    (row: Pick<ServiceRow, 'namespace' | 'service'>) =>
      void navigate(links.service(row.namespace, row.service)),
    [navigate],
  );

  return (
    <>
      <PageHead
        title={t('title')}
        actions={
          <>
            <ExportMenu path="/services/export" request={list.request} />
            <Button
              icon="plus"
              onClick={() => setMaking(true)}
              disabledWhy={mayMake ? undefined : form('ownerOnly')}
            >
              {form('new')}
            </Button>
          </>
        }
      />
      <ServiceTabs current="services">
        <div className="tools">
          <FilterField fields={serviceFilters} list={list} placeholder={t('placeholder')} />
          <NamespacePick list={list} />
          <FilterPick
            list={list}
            name="state"
            label={field('state')}
            options={serviceStates.map((value) => ({ value, label: state(value) }))}
          />
          <FilterChips fields={serviceFilters} list={list} except={['namespace', 'state']} />
          <AddFilter fields={serviceFilters} names={['department', 'business', 'label', 'host', 'empty']} />
          <span className="flex-1" />
          <HeldChanges held={held} onShow={rows.rerun} />
          <ServiceCount total={rows.page?.total} filtered={list.hasFilters} />
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
              rowLabel={(row) => row.service}
              card={(row) => <ServiceCard service={row} />}
              sort={list.sort[0] ?? defaultSort}
              onSort={(sort) => list.setSort([{ ...sort, key: sort.key }])}
              onEnter={open}
              isGone={(row) => held.isGone(idOf(row))}
              onNeed={rows.onNeed}
              startAt={position.startAt}
              onTopRow={position.onTopRow}
              selection={narrow ? undefined : selectionOf(ticked, setTicked)}
              loading={rows.isPending}
              empty={
                list.hasFilters ? (
                  <NoMatch
                    fields={serviceFilters}
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
          <ServicesBar ticked={ticked} setTicked={setTicked} hidden={narrow} />
        </Panel>
      </ServiceTabs>
      {making ? (
        <ServiceForm {...(only ? { namespace: only } : {})} onDone={open} onClose={() => setMaking(false)} />
      ) : null}
    </>
  );
}
