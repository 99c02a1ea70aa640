import type { Isolation, IsolationTab } from '@cynosure/shared/console/isolation.ts';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl/react';
import { serverNow } from '../../lib/clock.ts';
import { useFormat } from '../../lib/format.ts';
import { useTargetName } from '../../lib/registry/isolation-target.ts';
import { links } from '../../lib/registry/links.ts';
import { Ago } from '../../lib/registry/moment.tsx';
import { useActorName } from '../../lib/registry/sentence-text.ts';
import { Dash } from '../../lib/registry/state-mark.tsx';
import { isAllowed } from '../../lib/registry/why-not.ts';
import type { Column } from '../../ui/data-table/column.ts';
import { Icon } from '../../ui/icon.tsx';
import { RowLink } from '../../ui/row-link.tsx';
import { useStable } from '../../ui/use-stable.ts';
import { Covered } from './covered.tsx';
import { EndsCell } from './ends-cell.tsx';
import { RegistryCell } from './registry-cell.tsx';
import { RowActions } from './row-actions.tsx';
import type { IsolationActions } from './use-isolation-actions.ts';

/** The columns of isolations, each of two lines (console/spec.md §5). */
export function useIsolationColumns(
  tab: IsolationTab,
  actions: IsolationActions,
): readonly Column<Isolation>[] {
  const t = useTranslations('isolations');
  const unit = useTranslations('unit');
  const format = useFormat();
  const name = useTargetName();
  const actor = useActorName();
  const extend = useStable((isolation: Isolation) => void actions.extend(isolation));
  const end = useStable(actions.end);
  const again = useStable(actions.again);
  const change = useStable(actions.change);
  const accept = useStable(actions.accept);
  const extendBy = useStable(actions.extend);
  return useMemo(() => {
    const stable: IsolationActions = { extend: extendBy, end, again, change, accept, error: undefined };
    const columns: Column<Isolation>[] = [
      {
        key: 'target',
        head: t('columns.target'),
        width: 214,
        className: 'name',
        cell: (row) => (
          <>
            <div className="flex items-center gap-1.5">
              <Icon
                name={row.scope === 'host' && !row.service ? 'rack' : 'layers'}
                size={14}
                className="text-ink-3"
              />
              <span className="truncate">
                <RowLink
                  to={row.hosts.length > 0 ? links.host(row.hosts.slice(0, 50)) : links.isolation(row.id)}
                >
                  {name(row)}
                </RowLink>
              </span>
            </div>
            <span className="two in">
              <Covered isolation={row} />
            </span>
          </>
        ),
      },
      {
        key: 'reason',
        head: t('columns.reason'),
        width: 184,
        cell: (row) => (
          <>
            <div className="truncate text-ink" title={row.reason}>
              {row.reason ? <bdi>{row.reason}</bdi> : <Dash />}
            </div>
            <bdi className="two">{row.ticket}</bdi>
          </>
        ),
      },
      {
        key: 'by',
        head: t('columns.by'),
        width: 158,
        drop: 2,
        cell: (row) => (
          <>
            <div className="truncate text-ink">
              {row.by.via === 'console' || row.by.via === 'timer' ? (
                <bdi>{actor(row.by) || t('api')}</bdi>
              ) : row.by.name ? (
                <bdi>{t('byApi', { by: row.by.name })}</bdi>
              ) : (
                t('api')
              )}
            </div>
            <span className="two num" title={format.exact(row.sinceAt)}>
              {format.clock(row.sinceAt, serverNow())} · <Ago at={row.sinceAt} />
            </span>
          </>
        ),
      },
      {
        key: 'ends',
        head: tab === 'ended' ? t('columns.ended') : t('columns.ends'),
        width: 162,
        watch: (row) => row.endsAt,
        cell: (row) => (
          <EndsCell
            isolation={row}
            target={name(row)}
            onExtend={isAllowed(row.may?.extend) ? () => extend(row) : undefined}
          />
        ),
      },
      {
        key: 'registry',
        head: t('columns.registry'),
        width: 206,
        drop: 3,
        watch: (row) => row.drift.length,
        cell: (row) => <RegistryCell isolation={row} />,
      },
      {
        key: 'clients',
        head: t('columns.clients'),
        width: 84,
        align: 'end',
        drop: 1,
        cell: (row) =>
          unit.rich('of', {
            n: format.number(row.uptake.confirmed),
            total: format.number(row.uptake.clients),
            strong: (text) => <span className="text-ink-2">{text}</span>,
            dim: (text) => <span className="text-ink-3">{text}</span>,
          }),
      },
      {
        key: 'actions',
        head: t('columns.actions'),
        headHidden: true,
        width: tab === 'drift' ? 196 : 132,
        align: 'end',
        cell: (row) => (
          <RowActions isolation={row} target={name(row)} actions={stable} wide={tab === 'drift'} />
        ),
      },
    ];
    return columns.map((column) => ({
      ...column,
      className: [column.className, 'lines'].filter(Boolean).join(' '),
    }));
  }, [tab, t, unit, format, name, actor, extend, extendBy, end, again, change, accept]);
}
