import type { ReleaseAnswer } from '@cynosure/shared/console/isolation.ts';
import type { Preview, PreviewRequest } from '@cynosure/shared/console/preview.ts';
import { useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { RequestError } from '../../lib/problem.ts';
import { selectionSpent } from '../../lib/registry/spent-selections.ts';
import { useWhyNot } from '../../lib/registry/why-not.ts';
import { useWrite } from '../../lib/use-write.ts';
import { askPreview } from './api/preview.ts';
import { putBack } from './api/put-back.ts';
import { EffectTable } from './effect-table.tsx';
import { Expectation } from './expectation.tsx';
import { unhealthyAmong } from './plan.ts';
import { PreviewedStep } from './previewed-step.tsx';
import { ReasonField } from './reason-field.tsx';
import { useRecentReasons } from './recent-reasons.ts';
import { useAfterWrite } from './use-after-write.ts';
import { usePreview } from './use-preview.ts';

const noTopics: readonly string[] = [];

/** Instances of a frozen selection, single ones, or those that the registry's API keeps out on a host (`~{host}`). */
export type BackTarget = Exclude<PreviewRequest['target'], { hosts: string[] }>;
export type Returned = { answer: ReleaseAnswer; preview: Preview };

/** Puts instances back in traffic, whatever keeps them out. */
export function BackStep({
  target,
  name,
  onDone,
}: {
  target: BackTarget;
  /** What people call it; else it is counted. */
  name?: string | undefined;
  onDone: (returned: Returned) => void;
}) {
  const t = useTranslations('isolate');
  const bulk = useTranslations('bulk');
  const preview = usePreview(() => askPreview({ action: 'end', target }), noTopics);
  const { shown } = preview;
  const [reason, setReason] = useState('');
  const [again, setAgain] = useState(false);
  const reasonInput = useRef<HTMLInputElement>(null);
  const lookAgain = useRef<HTMLDivElement>(null);
  const mayNot = useWhyNot()(shown?.may);
  const write = useWrite();
  const afterWrite = useAfterWrite();
  const recent = useRecentReasons();
  const n = shown?.totals.change ?? 0;
  const whyNot = mayNot ?? (shown && n === 0 ? bulk('noneToPutBack') : undefined);
  const title = t('titleEnd', {
    target: name ?? (shown ? t('instancesOf', { n: shown.totals.instances }) : t('selectedOnes')),
  });

  const confirm = async () => {
    if (!shown || write.busy || whyNot !== undefined) return;
    setAgain(false);
    const outcome = await write.run((key) =>
      putBack({ previewId: shown.previewId, ...(reason.trim() ? { reason: reason.trim() } : {}) }, key),
    );
    if ('error' in outcome) {
      if (!(outcome.error instanceof RequestError) || outcome.error.status !== 410) return;
      write.reset();
      setAgain(true);
      await preview.read();
      lookAgain.current?.focus();
      return;
    }
    if ('selection' in target) selectionSpent(target.selection, []);
    afterWrite(outcome.answer.operation);
    onDone({ answer: outcome.answer, preview: shown });
  };

  return (
    <PreviewedStep
      title={title}
      preview={preview}
      write={write}
      scope={(seen) => t('scopeEnd', { n, bad: unhealthyAmong(seen) })}
      again={again ? t('expired') : undefined}
      lookAgain={lookAgain}
      refused={t('refusedEnd')}
      effect={({ services }) => (
        <>
          {n === 0 ? <p className="mb-3 font-semibold">{bulk('noneToPutBack')}</p> : null}
          <EffectTable services={services} answers={{}} changed={preview.changed} />
          <Expectation
            say={(within) => bulk('selection' in target ? 'expect.back' : 'expect.flag', within)}
          />
        </>
      )}
      form={
        <div className="form">
          <ReasonField
            reason={reason}
            recent={recent}
            problem={undefined}
            inputRef={reasonInput}
            onReason={setReason}
          />
        </div>
      }
      button={{
        icon: 'arrow',
        label: t('confirmEnd', { n }),
        sending: t('sendingEnd'),
        disabledWhy: whyNot,
      }}
      focusFirst={reasonInput}
      onConfirm={confirm}
    />
  );
}
