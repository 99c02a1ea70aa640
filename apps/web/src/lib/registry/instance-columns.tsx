import type { InstanceRow } from '@cynosure/shared/console/instance.ts';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl/react';
import type { Column } from '../../ui/data-table/column.ts';
import { RowLink } from '../../ui/row-link.tsx';
import { useFormat } from '../format.ts';
import { HeldFields } from './held-fields.tsx';
import { IsolationCell, useIsolationWords } from './isolation-cell.tsx';
import { Labels } from './labels.tsx';
import { LastBeat } from './last-beat.tsx';
import { links } from './links.ts';
import { Ago, Since } from './moment.tsx';
import { hasPage } from './pages.ts';
import { Dash, HealthMark, Unknown } from './state-mark.tsx';

/**
 * The columns of instances, wherever they are listed (console/spec.md §5, Service). `service`: all of one service;
 * `all`: the whole registry, with service and namespace in front.
 */
export function useInstanceColumns(of: 'service' | 'all'): readonly Column<InstanceRow>[] {
  const field = useTranslations('field');
  const beat = useTranslations('beat');
  const state = useTranslations('state');
  const format = useFormat();
  const isolationWords = useIsolationWords();
  return useMemo(() => {
    const text = (value: string | undefined) => (value ? <bdi>{value}</bdi> : <Dash />);
    const number = (value: number | undefined) => (value === undefined ? '?' : format.number(value));
    const host: Column<InstanceRow> = {
      key: 'host',
      head: field('host'),
      width: 108,
      sort: 'host',
      className: 'name',
      cell: (row) =>
        hasPage(links.hosts) ? (
          <RowLink to={links.host(row.host)}>{row.host}</RowLink>
        ) : (
          <bdi>{row.host}</bdi>
        ),
    };
    const port: Column<InstanceRow> = {
      key: 'port',
      head: field('port'),
      width: 54,
      align: 'end',
      sort: 'port',
      cell: (row) => <RowLink to={links.instance(row.id)}>{row.port}</RowLink>,
    };
    const where: Column<InstanceRow>[] =
      of === 'all'
        ? [
            {
              key: 'service',
              head: field('service'),
              width: 128,
              sort: 'service',
              cell: (row) => <RowLink to={links.service(row.namespace, row.service)}>{row.service}</RowLink>,
            },
            {
              key: 'namespace',
              head: field('namespace'),
              width: 82,
              sort: 'namespace',
              drop: 7,
              cell: (row) => text(row.namespace),
            },
          ]
        : [];
    return [
      host,
      port,
      ...where,
      {
        key: 'health',
        head: field('health'),
        width: 112,
        sort: 'health',
        largeFirst: true,
        watch: (row) => row.health?.state,
        label: (row) => ({
          name: state.has(row.health?.state)
            ? state(row.health.state)
            : (row.health?.state ?? state('unknown')),
        }),
        cell: (row) => <HealthMark health={row.health} />,
      },
      {
        key: 'isolation',
        head: field('isolation'),
        width: 134,
        sort: 'isolation',
        largeFirst: true,
        watch: (row) => row.isolation !== null && row.isolation !== undefined,
        label: isolationWords,
        cell: (row) => <IsolationCell isolation={row.isolation} />,
      },
      {
        key: 'lastBeat',
        head: field('lastBeat'),
        width: 138,
        sort: 'lastBeat',
        cell: (row) => <LastBeat instance={row} />,
      },
      {
        key: 'ttl',
        head: field('ttl'),
        width: 42,
        align: 'end',
        drop: 3,
        sort: 'ttl',
        watch: (row) => row.ttlSeconds,
        cell: (row) =>
          row.ttlSeconds === undefined ? (
            <Unknown />
          ) : row.ttlSeconds === null ? (
            <span className="text-ink-3">{beat('off')}</span>
          ) : (
            beat('seconds', { n: row.ttlSeconds })
          ),
      },
      {
        key: 'weight',
        head: field('weight'),
        width: 56,
        align: 'end',
        drop: 4,
        sort: 'weight',
        largeFirst: true,
        watch: (row) => row.weight,
        cell: (row) => number(row.weight),
      },
      {
        key: 'version',
        head: field('version'),
        width: 78,
        drop: 5,
        sort: 'version',
        watch: (row) => row.version,
        cell: (row) => text(row.version),
      },
      {
        key: 'zone',
        head: field('zone'),
        width: 54,
        drop: 6,
        sort: 'zone',
        watch: (row) => row.zone,
        cell: (row) => text(row.zone),
      },
      {
        key: 'labels',
        head: field('labels'),
        width: 120,
        drop: 2,
        watch: (row) => JSON.stringify(row.labels),
        cell: (row) => <Labels labels={row.labels} />,
      },
      {
        key: 'changed',
        head: field('changed'),
        width: 78,
        align: 'end',
        drop: 1,
        sort: 'changed',
        largeFirst: true,
        className: 'text-ink-3',
        cell: (row) => (row.changedAt === undefined ? '?' : <Since at={row.changedAt} />),
      },
      {
        key: 'region',
        head: field('region'),
        width: 80,
        optional: true,
        sort: 'region',
        cell: (row) => text(row.region),
      },
      {
        key: 'campus',
        head: field('campus'),
        width: 90,
        optional: true,
        sort: 'campus',
        cell: (row) => text(row.campus),
      },
      {
        key: 'protocol',
        head: field('protocol'),
        width: 80,
        optional: true,
        sort: 'protocol',
        cell: (row) => text(row.protocol),
      },
      {
        key: 'priority',
        head: field('priority'),
        width: 70,
        align: 'end',
        optional: true,
        sort: 'priority',
        cell: (row) => number(row.priority),
      },
      {
        key: 'id',
        head: field('id'),
        width: 120,
        optional: true,
        cell: (row) => <span className="mono">{row.id}</span>,
      },
      {
        key: 'revision',
        head: field('revision'),
        width: 90,
        optional: true,
        cell: (row) => <span className="mono">{row.revision?.slice(0, 7)}</span>,
      },
      {
        key: 'registered',
        head: field('registered'),
        width: 110,
        optional: true,
        sort: 'registered',
        cell: (row) => <Ago at={row.registeredAt} />,
      },
      {
        key: 'held',
        head: field('heldValues'),
        width: 120,
        optional: true,
        watch: (row) => Object.keys(row.held ?? {}).join(),
        cell: (row) => <HeldFields held={row.held} />,
      },
      {
        key: 'isolatedBy',
        head: field('isolatedBy'),
        width: 110,
        optional: true,
        cell: (row) => text(row.isolation?.by),
      },
    ];
  }, [of, field, beat, state, format, isolationWords]);
}
