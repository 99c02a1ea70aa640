import type { Operation, UndoAnswer, UndoPreview } from '@cynosure/shared/console/operation.ts';
import type { Preview } from '@cynosure/shared/console/preview.ts';
import { Fragment, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { forgetOperation } from '../../lib/last-operation.ts';
import { detailsIn, statusOf } from '../../lib/problem.ts';
import { useSentenceText } from '../../lib/registry/sentence-text.ts';
import { useWrite } from '../../lib/use-write.ts';
import { askUndoPreview, undo } from './api/undo.ts';
import { EffectTable } from './effect-table.tsx';
import { ChangeGuards } from './guard-box.tsx';
import { Guards, useGuards } from './guards.tsx';
import { KeptChanges } from './kept-changes.tsx';
import { decisionsOf, outlookOf } from './plan.ts';
import { PreviewedStep } from './previewed-step.tsx';
import { UndoValues } from './undo-values.tsx';
import { useAfterWrite } from './use-after-write.ts';
import { usePreview } from './use-preview.ts';

const noTopics: readonly string[] = [];

export type Undone = { answer: UndoAnswer; preview: UndoPreview };

/** What taking an operation back would do, what somebody has changed since and therefore stays, and the press. */
export function UndoStep({ operation, onDone }: { operation: Operation; onDone: (undone: Undone) => void }) {
  const t = useTranslations('isolate');
  const bulk = useTranslations('bulk');
  const say = useSentenceText();
  const preview = usePreview(() => askUndoPreview(operation.id), noTopics);
  const { shown } = preview;
  const guards = useGuards();
  const { answers } = guards;
  const [again, setAgain] = useState<'changedEnd' | 'expired'>();
  const write = useWrite();
  const afterWrite = useAfterWrite();
  const confirmButton = useRef<HTMLButtonElement>(null);
  const lookAgain = useRef<HTMLDivElement>(null);
  const title = t('titleUndo', { operation: say(operation) });
  const isOfFields = shown !== undefined && shown.values.length > 0;
  const outlook = shown ? outlookOf(shown, answers) : undefined;
  // Of fields, those that are put back; else the instances that go into or out of traffic.
  const n = (isOfFields ? shown?.fields : outlook?.change) ?? 0;
  const left = (isOfFields ? bulk : t)('besideLeft', { n: outlook?.left ?? 0 });
  const leftAll = outlook !== undefined && outlook.left > 0 && outlook.change === 0;
  // An isolation is taken back for itself, even where another one keeps every instance as it is.
  const scope =
    isOfFields || n > 0 || leftAll
      ? 'scopeUndo'
      : operation.action === 'isolation.create'
        ? 'scopeUndoOfIsolation'
        : 'scopeUndoOfEnd';
  const whyNot = leftAll ? left : undefined;
  const GuardsOf = isOfFields ? ChangeGuards : Fragment;

  const fail = async (error: Error) => {
    const changed = detailsIn<{ preview: UndoPreview | Preview }>(error, 'PreviewChanged');
    if (!changed && statusOf(error) !== 410) return;
    setAgain(changed ? 'changedEnd' : 'expired');
    write.reset();
    // Where it is an isolation that changed, only its effect is answered.
    if (changed?.preview && shown) preview.replace({ ...shown, ...changed.preview });
    else await preview.read();
    lookAgain.current?.focus();
  };

  const confirm = async () => {
    if (!shown || write.busy || whyNot !== undefined) return;
    if (!guards.areAnswered(shown)) return;
    setAgain(undefined);
    const outcome = await write.run((key) =>
      undo(operation.id, { previewId: shown.previewId, decisions: decisionsOf(shown, answers) }, key),
    );
    if ('error' in outcome) return void fail(outcome.error);
    forgetOperation(operation.id);
    afterWrite(outcome.answer.operation, outcome.answer.isolation);
    onDone({ answer: outcome.answer, preview: shown });
  };

  return (
    <PreviewedStep
      title={title}
      preview={preview}
      write={write}
      scope={() => t(scope, { n })}
      again={again && t(again)}
      lookAgain={lookAgain}
      refused={t('refusedUndo')}
      guards={
        <GuardsOf>
          <Guards preview={shown} guards={guards} />
        </GuardsOf>
      }
      effect={({ values, others, services, keep, gone }) => (
        <GuardsOf>
          <UndoValues values={values} others={others} />
          {services.length > 0 ? (
            <EffectTable services={services} answers={answers} changed={preview.changed} />
          ) : null}
          <KeptChanges keep={keep} gone={gone} />
        </GuardsOf>
      )}
      button={{
        ref: confirmButton,
        icon: 'undo',
        label:
          isOfFields && outlook && outlook.left > 0
            ? t('confirmUndoSome', { n: outlook.change })
            : t('confirmUndo', { n }),
        sending: t('sendingUndo'),
        disabledWhy: whyNot,
      }}
      beside={outlook && outlook.left > 0 ? <span className="beside num">{left}</span> : null}
      focusFirst={confirmButton}
      onConfirm={confirm}
    />
  );
}
