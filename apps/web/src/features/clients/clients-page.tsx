import type { Client } from '@cynosure/shared/console/client.ts';
import { clientFilters } from '@cynosure/shared/console/filter-fields.ts';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { useNavigate } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { useListPosition } from '../../lib/list-position.ts';
import { useListState } from '../../lib/list-state.ts';
import { usePageTitle } from '../../lib/page-title.ts';
import { usePagedRows } from '../../lib/paged-rows.ts';
import { ColumnsMenu } from '../../lib/registry/columns-menu.tsx';
import {
  AddFilter,
  FilterChips,
  FilterField,
  IgnoredNote,
  NoMatch,
} from '../../lib/registry/filter-field.tsx';
import { HeldChanges, useHeldChanges } from '../../lib/registry/held-changes.tsx';
import { links } from '../../lib/registry/links.ts';
import { ListFaces } from '../../lib/registry/list-faces.tsx';
import { askedOf, clientsList } from '../../lib/registry/lists.ts';
import { useDrift } from '../../lib/registry/use-drift.ts';
import { announce } from '../../ui/announce.tsx';
import { ChipSelect } from '../../ui/chip-select.tsx';
import { chooseColumns } from '../../ui/data-table/column.ts';
import { DataTable } from '../../ui/data-table/data-table.tsx';
import { Face } from '../../ui/face.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ClientCard } from './client-card.tsx';
import { useClientColumns } from './client-columns.tsx';
import '../../ui/chip-select.css';

const usualSort = { key: 'behind', descending: false };
const idOf = (row: Client) => row.key;
const nameOf = (row: Client) => row.id ?? row.host;

/** Who discovers services, those on top that have been behind the longest. */
export function Component() {
  const t = useTranslations('clients');
  const field = useTranslations('field');
  const navigate = useNavigate();
  usePageTitle(t('title'));
  const list = useListState(clientsList.fields, clientsList.sorts);
  const rows = usePagedRows<Client>(askedOf(clientsList, list));
  const held = useHeldChanges(rows.page?.resultSet);
  useDrift({ rows, held, path: '/clients', idOf, always: true });
  const position = useListPosition(list, rows.page, idOf);
  const columns = useClientColumns();
  const [leftOut, setLeftOut] = useState<readonly string[]>([]);
  const shown = useMemo(() => chooseColumns(columns, list.columns), [columns, list.columns]);
  const open = useCallback((row: Client) => void navigate(links.client(row.key)), [navigate]);
  const total = rows.page?.total;
  const said = total === undefined ? undefined : t('count', { n: total });
  useEffect(() => {
    if (said) announce(said);
  }, [said]);
  const { behind, ...others } = list.query;

  return (
    <>
      <PageHead title={t('title')} />
      <div className="tools">
        <FilterField fields={clientFilters} list={list} placeholder={t('placeholder')} />
        <ChipSelect
          label={t('behindIs')}
          value={behind === undefined ? '' : String(behind)}
          onChange={(value) => list.setQuery(value === '' ? others : { ...others, behind: value === 'true' })}
          options={[
            { value: '', label: field('any') },
            { value: 'true', label: t('yes') },
            { value: 'false', label: t('no') },
          ]}
        />
        <FilterChips fields={clientFilters} list={list} except={['behind']} />
        <AddFilter fields={clientFilters} names={['service', 'language', 'sdk', 'version', 'host', 'zone']} />
        <span className="flex-1" />
        <HeldChanges held={held} onShow={rows.rerun} />
        {said ? <span className="num text-ink-3">{said}</span> : null}
        <ColumnsMenu columns={columns} chosen={list.columns} leftOut={leftOut} onChange={list.setColumns} />
      </div>
      <IgnoredNote ignored={list.ignored} />
      <Panel resetKey={list.request}>
        <ListFaces rows={rows} what={t('title')}>
          <DataTable
            label={t('title')}
            columns={shown}
            onLeftOut={setLeftOut}
            rows={rows.rows}
            rowId={idOf}
            rowLabel={nameOf}
            card={(row) => <ClientCard client={row} />}
            sort={list.sort[0] ?? usualSort}
            onSort={(sort) => list.setSort([sort])}
            onEnter={open}
            onNeed={rows.onNeed}
            startAt={position.startAt}
            onTopRow={position.onTopRow}
            loading={rows.isPending}
            empty={
              list.hasFilters ? (
                <NoMatch
                  fields={clientFilters}
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
      </Panel>
    </>
  );
}
