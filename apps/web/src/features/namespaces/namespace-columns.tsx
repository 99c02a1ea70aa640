import type { Namespace } from '@cynosure/shared/console/namespace.ts';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../lib/format.ts';
import { CountsBar, HealthyOf } from '../../lib/registry/counts-bar.tsx';
import { links } from '../../lib/registry/links.ts';
import { Ago } from '../../lib/registry/moment.tsx';
import { Dash, StateCount, Unknown } from '../../lib/registry/state-mark.tsx';
import { Visibility } from '../../lib/registry/visibility.tsx';
import type { Column } from '../../ui/data-table/column.ts';
import { RowLink } from '../../ui/row-link.tsx';
import { RowActions } from './row-actions.tsx';

/** What a row can be asked for; keeps its identity. */
export type RowAct = { edit: (namespace: Namespace) => void; remove: (namespace: Namespace) => void };

/** The columns of the list of namespaces (console/spec.md §5). */
export function useNamespaceColumns(act: RowAct): readonly Column<Namespace>[] {
  const field = useTranslations('field');
  const t = useTranslations('namespaces');
  const words = useTranslations('action');
  const format = useFormat();
  return useMemo(
    () => [
      {
        key: 'name',
        head: field('namespace'),
        width: 160,
        sort: 'name',
        className: 'name',
        cell: (row) => <RowLink to={links.namespace(row.name)}>{row.name}</RowLink>,
      },
      {
        key: 'services',
        head: field('services'),
        width: 96,
        align: 'end',
        sort: 'services',
        largeFirst: true,
        watch: (row) => row.services,
        cell: (row) => format.number(row.services),
      },
      {
        key: 'share',
        head: field('healthyOfInstances'),
        width: 150,
        align: 'end',
        sort: 'share',
        watch: (row) => row.counts && `${row.counts.healthy}/${row.counts.total}`,
        cell: (row) => (row.counts ? <HealthyOf counts={row.counts} /> : <Unknown />),
      },
      {
        key: 'bar',
        head: field('share'),
        headHidden: true,
        width: 114,
        drop: 4,
        cell: (row) => (row.counts ? <CountsBar counts={row.counts} width={90} /> : null),
      },
      {
        key: 'isolated',
        head: field('isolated'),
        width: 92,
        align: 'end',
        sort: 'isolated',
        largeFirst: true,
        watch: (row) => row.counts?.isolated,
        cell: (row) => <StateCount state="isolated" count={row.counts?.isolated} />,
      },
      {
        key: 'visibility',
        head: field('visibility'),
        width: 110,
        drop: 2,
        cell: ({ exportTo = [] }) => <Visibility exportTo={exportTo} />,
      },
      {
        key: 'comment',
        head: field('comment'),
        width: 140,
        drop: 3,
        cell: (row) => (row.comment ? <bdi title={row.comment}>{row.comment}</bdi> : <Dash />),
      },
      {
        key: 'changed',
        head: field('changed'),
        width: 100,
        align: 'end',
        drop: 1,
        sort: 'changed',
        largeFirst: true,
        className: 'text-ink-3',
        cell: (row) => <Ago at={row.changedAt} />,
      },
      {
        key: 'actions',
        head: words('more'),
        headHidden: true,
        width: 262,
        align: 'end',
        drop: 5,
        cell: (row) => <RowActions namespace={row} onEdit={act.edit} onDelete={act.remove} />,
      },
    ],
    [field, t, words, format, act],
  );
}
