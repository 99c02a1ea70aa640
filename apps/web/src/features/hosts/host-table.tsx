import { instanceFilters } from '@cynosure/shared/console/filter-fields.ts';
import type { Host } from '@cynosure/shared/console/host.ts';
import { useEffect, useMemo, useState } from 'react';
import { useNavigate } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { useListState } from '../../lib/list-state.ts';
import { ColumnsMenu } from '../../lib/registry/columns-menu.tsx';
import { FilterChips, FilterField, IgnoredNote, NoMatch } from '../../lib/registry/filter-field.tsx';
import { HeldChanges } from '../../lib/registry/held-changes.tsx';
import { matchesQuery } from '../../lib/registry/instance-match.ts';
import { links } from '../../lib/registry/links.ts';
import { StillReading } from '../../lib/registry/list-faces.tsx';
import { usePublishNeighbours } from '../../lib/registry/list-neighbours.ts';
import { announce } from '../../ui/announce.tsx';
import { chooseColumns } from '../../ui/data-table/column.ts';
import { DataTable } from '../../ui/data-table/data-table.tsx';
import { rowsOf } from '../../ui/data-table/row-source.ts';
import { useHostInstanceColumns } from './host-columns.tsx';
import { HostInstanceCard } from './host-instance-card.tsx';
import { type HostInstance, hostInstanceSorts, sortInstances, usualSort } from './rows.ts';
import { useFrozenOrder } from './use-frozen-order.ts';

/** From so many instances on a page has a filter of its own. */
const FILTER_FROM = 16;
const idOf = (row: HostInstance) => row.id;

type HostTableProps = { hosts: readonly Host[]; names: readonly string[]; loading: boolean; title: string };

/** The instances of a page's hosts: the ones in trouble on top, standing still while their values change. */
export function HostTable({ hosts, names, loading, title }: HostTableProps) {
  const t = useTranslations('hosts');
  const unit = useTranslations('unit');
  const navigate = useNavigate();
  const several = names.length > 1;
  const list = useListState(instanceFilters, hostInstanceSorts);
  const columns = useHostInstanceColumns(several);
  const [leftOut, setLeftOut] = useState<readonly string[]>([]);
  const shownColumns = useMemo(() => chooseColumns(columns, list.columns), [columns, list.columns]);
  const rows = useMemo(() => hosts.flatMap((host) => host.instances ?? []), [hosts]);
  const sort = useMemo(() => (list.sort.length > 0 ? list.sort : [usualSort]), [list.sort]);
  const wanted = useMemo(
    () =>
      sortInstances(
        rows.filter((row) => matchesQuery(list.query, row)),
        sort,
      ),
    [rows, list.query, sort],
  );
  const { shown, held, show } = useFrozenOrder(rows, wanted, `${names.join()} ${list.request}`);
  const shownRows = useMemo(() => rowsOf(shown), [shown]);
  const said = loading ? undefined : unit('instances', { n: shown.length });
  usePublishNeighbours(shownRows, idOf);
  // Once per query, not with every instance that comes or goes.
  useEffect(() => {
    if (said) announce(said);
  }, [loading, list.request]);

  return (
    <>
      {rows.length >= FILTER_FROM || list.hasFilters || several ? (
        <div className="tools not-narrow">
          <FilterField fields={instanceFilters} list={list} placeholder={t('instancePlaceholder')} />
          <FilterChips fields={instanceFilters} list={list} />
          <span className="flex-1" />
          <HeldChanges held={held} onShow={show} />
          {list.hasFilters ? <span className="num text-ink-3">{said}</span> : null}
          <ColumnsMenu columns={columns} chosen={list.columns} leftOut={leftOut} onChange={list.setColumns} />
        </div>
      ) : held.added + held.gone + held.moved > 0 ? (
        <div className="tools">
          <HeldChanges held={held} onShow={show} />
        </div>
      ) : null}
      <IgnoredNote ignored={list.ignored} />
      <StillReading pending={loading} />
      <DataTable
        label={t('instancesOn', { host: title })}
        columns={shownColumns}
        onLeftOut={setLeftOut}
        rows={shownRows}
        rowId={idOf}
        rowLabel={(row) => `${row.service} ${row.host}:${row.port}`}
        card={(row) => <HostInstanceCard instance={row} several={several} />}
        sort={sort[0]}
        onSort={(next) => list.setSort([next])}
        onEnter={(row) => void navigate(links.instance(row.id))}
        onOpen={(row) => list.setOpen(row.id)}
        openedId={list.open}
        isGone={(row) => row.gone !== undefined || held.isGone(row.id)}
        loading={loading}
        empty={
          list.hasFilters ? (
            <NoMatch
              fields={instanceFilters}
              list={list}
              title={t('noMatchHere')}
              sentence={(filters) => t('noneHere', { total: rows.length, filters })}
            />
          ) : null
        }
      />
    </>
  );
}
