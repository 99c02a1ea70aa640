import type { IsolateAnswer } from '@cynosure/shared/console/isolation.ts';
import type { Preview, PreviewChanged } from '@cynosure/shared/console/preview.ts';
import { SHORTEST_REASON } from '@cynosure/shared/console/reason.ts';
import { useMemo, useRef, useState } from 'react';
import { useTimeZone, useTranslations } from 'use-intl/react';
import { serverNow } from '../../lib/clock.ts';
import { detailsIn, statusOf } from '../../lib/problem.ts';
import { selectionSpent } from '../../lib/registry/spent-selections.ts';
import { useWhyNot } from '../../lib/registry/why-not.ts';
import { useWrite } from '../../lib/use-write.ts';
import { AheadStep } from './ahead-step.tsx';
import { isolate } from './api/isolate.ts';
import { askPreview } from './api/preview.ts';
import { BesideConfirm } from './beside-confirm.tsx';
import { type Draft, dropDraft } from './drafts.ts';
import { EffectTable } from './effect-table.tsx';
import { endFields } from './ends.ts';
import { EndsField } from './ends-field.tsx';
import { Expectation } from './expectation.tsx';
import { Guards, useGuards } from './guards.tsx';
import { decisionsOf, outlookOf } from './plan.ts';
import { PreviewedStep } from './previewed-step.tsx';
import { ReasonField } from './reason-field.tsx';
import { useRecentReasons } from './recent-reasons.ts';
import { type IsolateTarget, requestOf, targetKey, topicsOf } from './target.ts';
import { useAfterWrite } from './use-after-write.ts';
import { useDraft } from './use-draft.ts';
import { usePreview } from './use-preview.ts';
import { ZonePicture } from './zone-picture.tsx';

export type Prefill = Partial<Draft> & {
  /** Services (see `serviceKey`) whose stop somebody already wants to override; the name is still to be typed. */
  override?: readonly string[];
};

export type Isolated = { answer: IsolateAnswer; preview: Preview; target: IsolateTarget; draft: Draft };

type Missing = 'reason' | 'until';

/** What isolating would do, why, until when; and the one press that does it. */
export function IsolateStep({
  target,
  prefill,
  onDone,
}: {
  target: IsolateTarget;
  prefill: Prefill;
  onDone: (isolated: Isolated) => void;
}) {
  const t = useTranslations('isolate');
  const timeZone = useTimeZone();
  const about = targetKey(target);
  const { draft, change: changeDraft } = useDraft(about, prefill);
  const guards = useGuards(prefill.override);
  const { answers } = guards;
  const [missing, setMissing] = useState<Missing>();
  const [again, setAgain] = useState<'changed' | 'expired'>();
  const reason = useRef<HTMLInputElement>(null);
  const until = useRef<HTMLInputElement>(null);
  const lookAgain = useRef<HTMLDivElement>(null);
  const topics = useMemo(() => topicsOf(target), [target]);
  const preview = usePreview(() => askPreview({ action: 'isolate', target: requestOf(target) }), topics);
  const { shown } = preview;
  const title = useTitle(target, shown?.totals.instances);
  const whyNot = useWhyNot()(shown?.may);
  const write = useWrite();
  const afterWrite = useAfterWrite();
  const recent = useRecentReasons();

  const change = (next: Partial<Draft>) => {
    setMissing(undefined);
    changeDraft(next);
  };

  const fail = (error: Error) => {
    const next = detailsIn<PreviewChanged>(error, 'PreviewChanged')?.preview;
    if (next) {
      preview.replace(next);
      setAgain('changed');
    } else if (statusOf(error) === 410) {
      void preview.read();
      setAgain('expired');
    } else return;
    write.reset();
    setTimeout(() => lookAgain.current?.focus());
  };

  const confirm = async () => {
    if (!shown || write.busy || whyNot !== undefined) return;
    const ends = endFields(draft.ends, serverNow(), timeZone);
    if (!guards.areAnswered(shown)) return;
    if (draft.reason.trim().length < SHORTEST_REASON) {
      setMissing('reason');
      return reason.current?.focus();
    }
    if (!ends) {
      setMissing('until');
      return until.current?.focus();
    }
    setAgain(undefined);
    const outcome = await write.run((key) =>
      isolate(
        {
          previewId: shown.previewId,
          reason: draft.reason.trim(),
          ...(draft.ticket.trim() ? { ticket: draft.ticket.trim() } : {}),
          ...ends,
          decisions: decisionsOf(shown, answers),
        },
        key,
      ),
    );
    if ('error' in outcome) return fail(outcome.error);
    dropDraft(about);
    if ('selection' in target) selectionSpent(target.selection, []);
    afterWrite(outcome.answer.operation, outcome.answer.isolation);
    onDone({ answer: outcome.answer, preview: shown, target, draft });
  };

  const nobodyThere = shown ? shown.totals.instances === 0 : statusOf(preview.error) === 404;
  if (nobodyThere && 'hosts' in target)
    return <AheadStep hosts={target.hosts} prefill={draft} whyNot={whyNot} />;
  const outlook = shown ? outlookOf(shown, answers) : undefined;
  const problem =
    missing === 'reason'
      ? draft.reason.trim() === ''
        ? t('reasonHint')
        : t('reasonShort', { n: String(SHORTEST_REASON) })
      : undefined;
  return (
    <PreviewedStep
      title={title}
      preview={preview}
      write={write}
      scope={({ totals: { instances, services } }) => t('scope', { instances, services })}
      again={again && t(again)}
      lookAgain={lookAgain}
      refused={t('refused')}
      guards={<Guards preview={shown} guards={guards} />}
      effect={({ services }) => (
        <>
          <EffectTable services={services} answers={answers} changed={preview.changed} />
          <ZonePicture services={services} answers={answers} />
          <Expectation say={(within) => t(expected(target), within)} />
        </>
      )}
      form={
        <div className="form">
          <ReasonField
            reason={draft.reason}
            ticket={draft.ticket}
            recent={recent}
            problem={problem}
            inputRef={reason}
            onReason={(text) => change({ reason: text })}
            onTicket={(text) => change({ ticket: text })}
          />
          <EndsField
            ends={draft.ends}
            onChange={(ends) => change({ ends })}
            missing={missing === 'until'}
            untilRef={until}
          />
        </div>
      }
      button={{
        icon: 'hatch',
        label: t('confirm', { n: outlook?.change ?? 0 }),
        sending: t('sending'),
        disabledWhy: whyNot,
      }}
      beside={outlook ? <BesideConfirm outlook={outlook} /> : null}
      focusFirst={reason}
      onConfirm={confirm}
    />
  );
}

/** What is said of when clients follow, and of arrivals. */
function expected(target: IsolateTarget) {
  if (!('hosts' in target)) return 'expectInstances';
  return target.hosts.length > 1 ? 'expectHosts' : 'expectHost';
}

function useTitle(target: IsolateTarget, instances: number | undefined): string {
  const t = useTranslations('isolate');
  if ('selection' in target)
    return instances === undefined ? t('titleSelected') : t('titleInstances', { n: instances });
  if ('instanceIds' in target) return t('titleInstances', { n: target.instanceIds.length });
  const [host = ''] = target.hosts;
  return target.hosts.length === 1 ? t('titleHost', { host }) : t('titleHosts', { n: target.hosts.length });
}
