import type { Operation } from '@cynosure/shared/console/operation.ts';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useMemo, useRef } from 'react';
import { Link } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { useNow } from '../../lib/clock.ts';
import { useFormat } from '../../lib/format.ts';
import { links } from '../../lib/registry/links.ts';
import { useActorName, useSentenceText } from '../../lib/registry/sentence-text.ts';
import { useWhyNot } from '../../lib/registry/why-not.ts';
import { useSheet } from '../../lib/sheet-address.ts';
import { Button } from '../../ui/button.tsx';
import { copyText } from '../../ui/copy.ts';
import { Shape } from '../../ui/mark.tsx';
import { ReadFace } from '../../ui/read-face.tsx';
import { showToast } from '../../ui/toast.tsx';
import { changesQuery } from './api/operations.ts';
import { ChangeTable } from './change-table.tsx';
import { ChangedSince } from './changed-since.tsx';
import { changedSince, realChanges } from './groups.ts';
import { OperationFacts } from './operation-facts.tsx';

/** One operation: who, why, from where, with what result, and every value before and after. */
export function OperationDetail({ operation, onClose }: { operation: Operation; onClose: () => void }) {
  const t = useTranslations('activity');
  const whyNot = useWhyNot();
  const words = useTranslations('action');
  const shell = useTranslations('shell');
  const format = useFormat();
  const say = useSentenceText();
  const actor = useActorName();
  const now = useNow();
  const { open } = useSheet();
  const region = useRef<HTMLElement>(null);
  const changes = useQuery(changesQuery(operation.id));
  const uptake = operation.outcome === 'done' ? changes.data?.uptake : undefined;
  const list = useMemo(() => realChanges(changes.data?.items ?? []), [changes.data]);
  const since = changedSince(list);
  const untouched = list.length - since.length;
  // Of an isolation the changes are its services; what is taken back are instances.
  const fields =
    untouched === list.length && operation.isolationId ? Math.max(operation.done, untouched) : untouched;
  const undoable = operation.may?.undo;
  // An isolation that changed no instance covers later arrivals, and is taken back for that.
  const isBack =
    fields > 0 || (operation.isolationId !== undefined && changes.data !== undefined && list.length === 0);
  const canUndo =
    isBack && operation.undoneBy === undefined && operation.outcome === 'done' && undoable !== undefined;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented && !document.querySelector('[role="dialog"]'))
        onClose();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [onClose]);

  return (
    <section ref={region} className="detail" aria-label={t('operation', { id: operation.id })}>
      <div className="in">
        <div className="flex items-start gap-3">
          <div className="min-w-0 flex-1">
            <h2>{capital(say(operation))}</h2>
            <div className="num text-ink-2" title={format.exact(operation.at)}>
              {actor(operation.by)} · {format.precise(operation.at)} · {format.ago(operation.at, now)}
            </div>
          </div>
          <Button icon="x" look="quiet" label={words('close')} onClick={onClose} />
        </div>
        <OperationFacts operation={operation} uptake={uptake} />
        {changes.error && !changes.data ? (
          <ReadFace error={changes.error} what={t('beforeAfter')} onRetry={() => void changes.refetch()} />
        ) : changes.data ? (
          <ChangeTable changes={list} />
        ) : (
          <p className="mt-4" aria-busy="true">
            <span className="skeleton" style={{ width: 220 }} />
          </p>
        )}
        <ChangedSince since={since} all={list.length} isolation={operation.isolationId !== undefined} />
        <UndoLinks operation={operation} />
      </div>
      <footer>
        {canUndo ? (
          <Button
            look="primary"
            icon="undo"
            disabledWhy={whyNot(undoable)}
            onClick={() => open('undo', operation.id)}
          >
            {t('undo', { n: fields })}
          </Button>
        ) : null}
        <Button
          icon="link"
          onClick={() =>
            void copyText(location.origin + links.operation(operation.id)).then(
              (copied) => copied && showToast(shell('linkCopied')),
            )
          }
        >
          {words('copyLink')}
        </Button>
        <span className="flex-1" />
        <span className="mono not-narrow text-ink-3 text-xs">{operation.id}</span>
      </footer>
    </section>
  );
}

const capital = (text: string): string => text.charAt(0).toLocaleUpperCase() + text.slice(1);

/** What took it back, or what it took back itself. */
function UndoLinks({ operation }: { operation: Operation }) {
  const t = useTranslations('activity');
  const note = (text: ReactNode) => (
    <div className="note mt-4 bg-sunken">
      <Shape tone="none" size={16} />
      <div>{text}</div>
    </div>
  );
  const link = (id: string) => (
    <Link className="link mono" to={links.operation(id)}>
      {id}
    </Link>
  );
  const { undoneBy, undoes } = operation;
  return (
    <>
      {undoneBy ? note(t.rich('undoneBy', { op: () => link(undoneBy) })) : null}
      {undoes ? note(t.rich('undoes', { op: () => link(undoes) })) : null}
    </>
  );
}
