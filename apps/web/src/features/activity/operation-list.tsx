import type { IncidentMark, Operation } from '@cynosure/shared/console/operation.ts';
import { type KeyboardEvent, useRef } from 'react';
import { Link } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { serverNow } from '../../lib/clock.ts';
import { useFormat } from '../../lib/format.ts';
import { iconOfOperation, useSentence } from '../../lib/registry/operation-sentence.ts';
import { useActorName, useSentenceText } from '../../lib/registry/sentence-text.ts';
import { Icon } from '../../ui/icon.tsx';
import { MarkItem } from './mark-item.tsx';

/** Operations by day, newest first. Arrows, j and k go from one to the next. */
export function OperationList({
  operations,
  marks,
  openId,
  linkTo,
}: {
  operations: readonly Operation[];
  /** Of an incident: state changes, newest first. */
  marks: readonly IncidentMark[];
  openId: string | undefined;
  linkTo: (id: string) => string;
}) {
  const t = useTranslations('activity');
  const format = useFormat();
  const list = useRef<HTMLUListElement>(null);
  const now = serverNow();
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    const entries = [...(list.current?.querySelectorAll<HTMLElement>('a[data-entry]') ?? [])];
    const next = entries[entries.indexOf(document.activeElement as HTMLElement) + step]; // Focus is on an element or nowhere.
    if (!next) return;
    event.preventDefault();
    next.focus();
  };
  let before = '';
  return (
    <ul ref={list} className="log" aria-label={t('operations')} onKeyDown={onKeyDown}>
      {merged(operations, marks).map((one) => {
        const day = format.day(one.at, now);
        const isFirst = day !== before;
        before = day;
        if (one.mark) {
          const { mark } = one;
          return (
            <MarkItem
              key={`${mark.at} ${mark.kind} ${mark.namespace}/${mark.service} ${mark.host ?? ''}`}
              mark={mark}
              day={isFirst ? day : undefined}
            />
          );
        }
        const { operation } = one;
        return (
          <OperationItem
            key={operation.id}
            operation={operation}
            day={isFirst ? day : undefined}
            open={operation.id === openId}
            to={linkTo(operation.id)}
          />
        );
      })}
    </ul>
  );
}

type Entry = { at: number } & ({ operation: Operation; mark?: undefined } | { mark: IncidentMark });

/** By time, newest first. State changes older than what is loaded of the operations stand at the end. */
function merged(operations: readonly Operation[], marks: readonly IncidentMark[]): Entry[] {
  const entries: Entry[] = operations.map((operation) => ({ at: operation.at, operation }));
  if (marks.length === 0) return entries;
  return [...entries, ...marks.map((mark) => ({ at: mark.at, mark }))].sort((a, b) => b.at - a.at);
}

function OperationItem({
  operation,
  day,
  open,
  to,
}: {
  operation: Operation;
  day: string | undefined;
  open: boolean;
  to: string;
}) {
  const t = useTranslations('activity');
  const unit = useTranslations('unit');
  const format = useFormat();
  const sentence = useSentence();
  const say = useSentenceText();
  const actor = useActorName();
  const { args } = operation.sentence;
  const { services, instances } = args;
  const tag =
    operation.outcome === 'refused'
      ? t('tagRefused')
      : typeof services === 'number' && services > 0
        ? unit('services', { n: services })
        : typeof instances === 'number' && instances > 0
          ? unit('instances', { n: instances })
          : undefined;
  const through = operation.by.via === 'http' || operation.by.via === 'grpc';
  const why = [
    operation.ticket && !operation.reason?.includes(operation.ticket) ? operation.ticket : '',
    operation.reason ?? '',
    operation.outcome === 'refused' ? operation.info : '',
    through ? t('throughApi') : '',
  ]
    .filter(Boolean)
    .join(' · ');
  return (
    <li aria-label={`${actor(operation.by)} ${say(operation)}`}>
      {day ? <div className="day">{day}</div> : null}
      <Link
        data-entry
        to={to}
        state={{ keepFocus: true }}
        aria-current={open || undefined}
        className={open ? 'entry on' : 'entry'}
      >
        <span className="num text-ink-3" title={format.exact(operation.at)}>
          {format.clock(operation.at)}
        </span>
        <Icon name={iconOfOperation(operation)} size={15} />
        <span className="truncate">{sentence(operation)}</span>
        {tag ? <span className="tag">{tag}</span> : <span />}
        {why ? <bdi className="why truncate">{why}</bdi> : null}
      </Link>
    </li>
  );
}
