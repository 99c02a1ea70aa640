import type { Instance, InstanceActivity } from '@cynosure/shared/console/instance.ts';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { useNow } from '../../lib/clock.ts';
import { useFormat } from '../../lib/format.ts';
import { useFieldName, useFieldValue } from '../../lib/registry/field-words.ts';
import { links } from '../../lib/registry/links.ts';
import { iconOfOperation, useSentence } from '../../lib/registry/operation-sentence.ts';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { Shape, type Tone } from '../../ui/mark.tsx';
import { ReadFace } from '../../ui/read-face.tsx';
import { instanceActivityQuery } from './api/instance.ts';
import { Timeline } from './timeline.tsx';

type Item = InstanceActivity['items'][number];
type Turn = Extract<Item, { kind: 'turn' }>['turn'];

const toneOf: Readonly<Record<Turn, Tone>> = {
  ...{ unhealthy: 'bad', healthy: 'good', late: 'caution', isolated: 'out', ended: 'good' },
  ...{ registered: 'good', deregistered: 'none' },
} as const;
const MOST_CHANGES = 3;

/** What was done to the instance and what became of it, newest first; `most`: only the latest, with a link to all. */
export function ActivityList({ instance, most }: { instance: Instance; most?: number }) {
  const t = useTranslations('instance.activity');
  const { id, host, port } = instance;
  const { data, error, refetch, isPending } = useQuery(instanceActivityQuery(id));
  if (error && !data) return <ReadFace error={error} what={t('title')} onRetry={() => void refetch()} />;
  if (isPending) return <div className="skeleton-lines" aria-busy="true" />;
  const items = data?.items ?? [];
  if (items.length === 0) return <p className="text-ink-2">{t('empty')}</p>;
  return (
    <>
      {most === undefined ? <Timeline items={items} /> : null}
      <ol className="instance-log" aria-label={t('list', { name: `${host}:${port}` })}>
        {items.slice(0, most).map((item) => (
          <Entry key={`${item.at} ${item.kind === 'turn' ? item.turn : item.operation.id}`} item={item} />
        ))}
      </ol>
    </>
  );
}

function Entry({ item }: { item: Item }) {
  const t = useTranslations('instance.activity');
  const format = useFormat();
  const now = useNow();
  const sentence = useSentence();
  const time = (
    <time className="num text-ink-3" dateTime={new Date(item.at).toISOString()} title={format.exact(item.at)}>
      {format.clock(item.at, now)}
    </time>
  );
  if (item.kind === 'turn') {
    return (
      <li>
        <Shape tone={toneOf[item.turn] ?? 'none'} />
        <span className="text-ink-2">{t.has(`turn.${item.turn}`) ? t(`turn.${item.turn}`) : item.turn}</span>
        {time}
      </li>
    );
  }
  const icon: IconName = iconOfOperation(item.operation);
  return (
    <li>
      <Icon name={icon} size={15} />
      <span className="min-w-0">
        <Link className="hover:underline" to={links.operation(item.operation.id)}>
          {sentence(item.operation)}
        </Link>
        <Changes changes={item.changes} />
        {item.operation.reason ? (
          <bdi className="block truncate text-ink-3">{item.operation.reason}</bdi>
        ) : null}
      </span>
      {time}
    </li>
  );
}

function Changes({ changes }: { changes: Extract<Item, { kind: 'operation' }>['changes'] }) {
  const t = useTranslations('instance.activity');
  const name = useFieldName();
  const value = useFieldValue();
  const single = changes.filter(({ path }) => path !== '' && path !== '/isolated');
  if (single.length === 0) return null;
  return (
    <span className="block text-ink-2">
      {single
        .slice(0, MOST_CHANGES)
        .map(({ path, before, after }) =>
          t('change', { field: name(path), before: value(path, before), after: value(path, after) }),
        )
        .join(' · ')}
      {single.length > MOST_CHANGES ? ` ${t('more', { n: single.length - MOST_CHANGES })}` : ''}
    </span>
  );
}
