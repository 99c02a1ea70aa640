import { topics } from '@cynosure/shared/console/events.ts';
import type { EndAnswer, Isolation } from '@cynosure/shared/console/isolation.ts';
import type { Preview } from '@cynosure/shared/console/preview.ts';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { keys } from '../../lib/keys.ts';
import { statusOf } from '../../lib/problem.ts';
import { useTargetName } from '../../lib/registry/isolation-target.ts';
import { useWhyNot } from '../../lib/registry/why-not.ts';
import { useWrite } from '../../lib/use-write.ts';
import { Button } from '../../ui/button.tsx';
import { endIsolation } from './api/end-isolation.ts';
import { askPreview } from './api/preview.ts';
import { ConfirmButton } from './confirm-button.tsx';
import { EffectTable } from './effect-table.tsx';
import { Expectation } from './expectation.tsx';
import { HeldRows, LookAgain, StaleNote } from './notices.tsx';
import { outlookOf } from './plan.ts';
import { Preparing } from './preparing.tsx';
import { PreviewFailed } from './preview-failed.tsx';
import { SheetStep, useCloseSheet } from './sheet-frame.tsx';
import { useAfterWrite } from './use-after-write.ts';
import { usePreview } from './use-preview.ts';
import { WriteNote } from './write-note.tsx';
import { ZonePicture } from './zone-picture.tsx';

const MOST_FOLLOWED = 10;
const nothing = {};

export type Ended = { answer: EndAnswer; preview: Preview };

/** What ending an isolation would put back in traffic, and the press that does it. */
export function EndStep({ isolation, onDone }: { isolation: Isolation; onDone: (ended: Ended) => void }) {
  const t = useTranslations('isolate');
  const words = useTranslations('action');
  const close = useCloseSheet();
  const queries = useQueryClient();
  const name = useTargetName();
  const followed = useMemo(() => isolation.hosts.slice(0, MOST_FOLLOWED).map(topics.host), [isolation.hosts]);
  const preview = usePreview(
    () => askPreview({ action: 'end', target: { isolationId: isolation.id } }),
    followed,
  );
  const { shown } = preview;
  const whyNot = useWhyNot()(shown?.may);
  const write = useWrite();
  const afterWrite = useAfterWrite();
  const [again, setAgain] = useState<'changedEnd' | 'expired'>();
  const confirmButton = useRef<HTMLButtonElement>(null);
  const lookAgain = useRef<HTMLDivElement>(null);
  const outlook = shown ? outlookOf(shown, nothing) : undefined;
  const title = t('titleEnd', { target: name(isolation) });

  const confirm = async () => {
    if (!shown || write.busy || whyNot !== undefined) return;
    setAgain(undefined);
    const outcome = await write.run((key) =>
      endIsolation(isolation.id, isolation.revision, { previewId: shown.previewId }, key),
    );
    if ('answer' in outcome) {
      afterWrite(outcome.answer.operation, outcome.answer.isolation);
      onDone({ answer: outcome.answer, preview: shown });
      return;
    }
    const status = statusOf(outcome.error);
    if (status !== 409 && status !== 410 && status !== 412) return;
    // Somebody else was there first, or it took too long: what is shown is read again, nothing was written.
    setAgain(status === 410 ? 'expired' : 'changedEnd');
    write.reset();
    await Promise.all([
      preview.read(),
      queries.invalidateQueries({ queryKey: keys.isolation(isolation.id) }),
    ]);
    lookAgain.current?.focus();
  };

  return (
    <SheetStep
      label={title}
      title={title}
      sub={
        write.writing.phase === 'asking'
          ? undefined
          : shown
            ? t('scopeEnd', { n: outlook?.change ?? 0, bad: unhealthyAmong(shown) })
            : preview.error
              ? undefined
              : t('preparing')
      }
      focusFirst={confirmButton}
      onConfirm={() => void confirm()}
      body={
        <>
          {again ? <LookAgain ref={lookAgain} text={t(again)} /> : null}
          <WriteNote writing={write.writing} refused={t('refusedEnd')} />
          {shown ? <StaleNote computedAt={shown.computedAt} /> : null}
          <HeldRows count={preview.waitingRows} onShow={preview.show} />
          {shown ? (
            <>
              <EffectTable services={shown.services} answers={nothing} changed={preview.changed} />
              <ZonePicture services={shown.services} answers={nothing} />
            </>
          ) : preview.error ? (
            <PreviewFailed error={preview.error} onRetry={() => void preview.read()} />
          ) : (
            <Preparing />
          )}
          {shown ? <Expectation say={(within) => t('expectEnd', within)} /> : null}
        </>
      }
      footer={
        <>
          {preview.error && !shown ? null : (
            <ConfirmButton
              ref={confirmButton}
              icon="arrow"
              label={t('confirmEnd', { n: outlook?.change ?? 0 })}
              sending={t('sendingEnd')}
              busy={write.busy}
              preparing={outlook === undefined}
              disabledWhy={whyNot}
              hold={preview.hold}
              onConfirm={() => void confirm()}
            />
          )}
          <Button onClick={close}>{words('cancel')}</Button>
          {outlook && outlook.already > 0 ? (
            <span className="beside">{t('besideStays', { n: outlook.already })}</span>
          ) : null}
        </>
      }
    />
  );
}

/** Of those that return, how many are unhealthy: what joins the traffic beside the healthy ones. */
const unhealthyAmong = (preview: Preview): number =>
  preview.services.reduce((sum, { now, after }) => sum + Math.max(0, after.unhealthy - now.unhealthy), 0);
