import type { Operation } from '@cynosure/shared/console/operation.ts';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { isFlag, useTargetName } from '../../lib/registry/isolation-target.ts';
import { wholeIsolationQuery } from '../../lib/registry/whole-isolation.ts';
import { AgainStep, type Reasserted } from './again-step.tsx';
import { BackStep, type BackTarget, type Returned } from './back-step.tsx';
import { ChangeStep } from './change-step.tsx';
import { type Ended, EndStep } from './end-step.tsx';
import { useIsolation, useOperation } from './find-isolation.ts';
import { type Isolated, IsolateStep, type Prefill } from './isolate-step.tsx';
import { PendingStep } from './pending-step.tsx';
import { EndedResult, IsolatedResult, ReassertedResult, ReturnedResult, UndoneResult } from './results.tsx';
import { ConsequenceSheet } from './sheet-frame.tsx';
import { type IsolateTarget, targetKey } from './target.ts';
import { type Undone, UndoStep } from './undo-step.tsx';

export type SheetView =
  | { step: 'isolate'; target: IsolateTarget; prefill: Prefill }
  | ({ step: 'isolated' } & Isolated)
  /** `rest`: isolations whose turn comes after this one. */
  | { step: 'end'; isolationId: string; rest: readonly string[] }
  | ({ step: 'ended' } & Ended)
  | { step: 'back'; target: BackTarget }
  | ({ step: 'returned' } & Returned)
  | { step: 'again'; isolationId: string }
  | ({ step: 'reasserted' } & Reasserted)
  | { step: 'change'; isolationId: string }
  | { step: 'undo'; operationId: string; operation?: Operation }
  | ({ step: 'undone' } & Undone);

/** Preview, result, undo: one sheet, whatever follows in it. */
export function IsolationSheet({ start, onClose }: { start: SheetView; onClose: () => void }) {
  const t = useTranslations('isolate');
  const [view, setView] = useState(start);
  const undo = (operation: Operation) => setView({ step: 'undo', operationId: operation.id, operation });
  return (
    <ConsequenceSheet label={t('titleResult')} onClose={onClose}>
      <Step key={keyOf(view)} view={view} setView={setView} undo={undo} />
    </ConsequenceSheet>
  );
}

type StepProps = {
  view: SheetView;
  setView: (view: SheetView) => void;
  undo: (operation: Operation) => void;
};

function Step({ view, setView, undo }: StepProps) {
  switch (view.step) {
    case 'isolate':
      return (
        <IsolateStep
          target={view.target}
          prefill={view.prefill}
          onDone={(isolated) => setView({ step: 'isolated', ...isolated })}
        />
      );
    case 'isolated':
      return (
        <IsolatedResult
          isolated={view}
          onUndo={() => undo(view.answer.operation)}
          onIsolate={(target, override) =>
            setView({
              step: 'isolate',
              target,
              prefill: { ...view.draft, ...(override ? { override: [override] } : {}) },
            })
          }
        />
      );
    case 'end':
      return (
        <EndOf
          id={view.isolationId}
          onDone={(ended) => setView(nextEnd(view.rest) ?? { step: 'ended', ...ended })}
          onReturned={(returned) => setView(nextEnd(view.rest) ?? { step: 'returned', ...returned })}
        />
      );
    case 'back':
      return (
        <BackStep target={view.target} onDone={(returned) => setView({ step: 'returned', ...returned })} />
      );
    case 'returned':
      return <ReturnedResult returned={view} onUndo={() => undo(view.answer.operation)} />;
    case 'ended':
      return <EndedResult ended={view} onUndo={() => undo(view.answer.operation)} />;
    case 'again':
      return <AgainOf id={view.isolationId} onDone={(done) => setView({ step: 'reasserted', ...done })} />;
    case 'reasserted':
      return <ReassertedResult reasserted={view} onUndo={() => undo(view.answer.operation)} />;
    case 'change':
      return <ChangeOf id={view.isolationId} />;
    case 'undo':
      return (
        <UndoOf
          id={view.operationId}
          known={view.operation}
          onDone={(undone) => setView({ step: 'undone', ...undone })}
        />
      );
    case 'undone':
      return <UndoneResult undone={view} onUndo={() => undo(view.answer.operation)} />;
  }
}

function EndOf({
  id,
  onDone,
  onReturned,
}: {
  id: string;
  onDone: (ended: Ended) => void;
  onReturned: (returned: Returned) => void;
}) {
  const t = useTranslations('isolate');
  const name = useTargetName();
  const { data, error, refetch } = useIsolation(id);
  // What the registry's API has set is no isolation that could end: its instances are put back one by one.
  if (data && isFlag(data))
    return <BackStep target={{ isolationId: id }} name={name(data)} onDone={onReturned} />;
  if (data) return <EndStep isolation={data} onDone={onDone} />;
  return (
    <PendingStep
      title={t('titleEnd', { target: t('unknownTarget') })}
      what={t('whatIsolation')}
      error={error}
      onRetry={() => void refetch()}
    />
  );
}

function AgainOf({ id, onDone }: { id: string; onDone: (done: Reasserted) => void }) {
  const t = useTranslations('isolate');
  const { data, error, refetch } = useQuery({ ...wholeIsolationQuery(id), staleTime: 10_000 });
  if (data) return <AgainStep isolation={data} onDone={onDone} />;
  const title = t('titleAgain', { target: t('unknownTarget') });
  return <PendingStep title={title} what={t('whatIsolation')} error={error} onRetry={() => void refetch()} />;
}

function ChangeOf({ id }: { id: string }) {
  const t = useTranslations('isolate');
  const { data, error, refetch } = useIsolation(id);
  if (data) return <ChangeStep isolation={data} />;
  const title = t('titleChange', { target: t('unknownTarget') });
  return <PendingStep title={title} what={t('whatIsolation')} error={error} onRetry={() => void refetch()} />;
}

function UndoOf({
  id,
  known,
  onDone,
}: {
  id: string;
  known: Operation | undefined;
  onDone: (undone: Undone) => void;
}) {
  const t = useTranslations('isolate');
  const { data, error, refetch } = useOperation(id, known);
  if (data) return <UndoStep operation={data} onDone={onDone} />;
  return (
    <PendingStep
      title={t('titleUndo', { operation: id })}
      what={t('whatOperation')}
      error={error}
      onRetry={() => void refetch()}
    />
  );
}

/** Of several that are to end, each is previewed and confirmed by itself; the result of the last one stays. */
function nextEnd(ids: readonly string[]): SheetView | undefined {
  const [isolationId, ...rest] = ids;
  return isolationId === undefined ? undefined : { step: 'end', isolationId, rest };
}

function keyOf(view: SheetView): string {
  switch (view.step) {
    case 'isolate':
      return `isolate ${targetKey(view.target)} ${view.prefill.override?.join() ?? ''}`;
    case 'back':
      return `back ${JSON.stringify(view.target)}`;
    case 'end':
      return `end ${view.isolationId}`;
    case 'again':
    case 'change':
      return `${view.step} ${view.isolationId}`;
    case 'undo':
      return `undo ${view.operationId}`;
    default:
      return `${view.step} ${view.answer.operation.id}`;
  }
}
