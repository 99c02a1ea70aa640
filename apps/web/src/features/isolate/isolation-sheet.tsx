import type { Operation } from '@cynosure/shared/console/operation.ts';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { type Ended, EndStep } from './end-step.tsx';
import { useIsolation, useOperation } from './find-isolation.ts';
import { type Isolated, IsolateStep, type Prefill } from './isolate-step.tsx';
import { PendingStep } from './pending-step.tsx';
import { EndedResult, IsolatedResult, UndoneResult } from './results.tsx';
import { ConsequenceSheet } from './sheet-frame.tsx';
import { type IsolateTarget, targetKey } from './target.ts';
import { type Undone, UndoStep } from './undo-step.tsx';

export type SheetView =
  | { step: 'isolate'; target: IsolateTarget; prefill: Prefill }
  | ({ step: 'isolated' } & Isolated)
  | { step: 'end'; isolationId: string }
  | ({ step: 'ended' } & Ended)
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
      return <EndOf id={view.isolationId} onDone={(ended) => setView({ step: 'ended', ...ended })} />;
    case 'ended':
      return <EndedResult ended={view} onUndo={() => undo(view.answer.operation)} />;
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

function EndOf({ id, onDone }: { id: string; onDone: (ended: Ended) => void }) {
  const t = useTranslations('isolate');
  const { data, error, refetch } = useIsolation(id);
  if (data) return <EndStep isolation={data} onDone={onDone} />;
  return (
    <PendingStep
      title={t('titleEnd', { target: t('unknownTarget') })}
      error={error}
      onRetry={() => void refetch()}
    />
  );
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
    <PendingStep title={t('titleUndo', { operation: id })} error={error} onRetry={() => void refetch()} />
  );
}

function keyOf(view: SheetView): string {
  switch (view.step) {
    case 'isolate':
      return `isolate ${targetKey(view.target)} ${view.prefill.override?.join() ?? ''}`;
    case 'end':
      return `end ${view.isolationId}`;
    case 'undo':
      return `undo ${view.operationId}`;
    default:
      return `${view.step} ${view.answer.operation.id}`;
  }
}
