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
import { endIsolation } from './api/end-isolation.ts';
import { askPreview } from './api/preview.ts';
import { EffectTable } from './effect-table.tsx';
import { Expectation } from './expectation.tsx';
import { outlookOf, unhealthyAmong } from './plan.ts';
import { PreviewedStep } from './previewed-step.tsx';
import { useAfterWrite } from './use-after-write.ts';
import { usePreview } from './use-preview.ts';
import { ZonePicture } from './zone-picture.tsx';

const MOST_FOLLOWED = 10;
const nothing = {};

export type Ended = { answer: EndAnswer; preview: Preview };

/** What ending an isolation would put back in traffic, and the press that does it. */
export function EndStep({ isolation, onDone }: { isolation: Isolation; onDone: (ended: Ended) => void }) {
  const t = useTranslations('isolate');
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
    <PreviewedStep
      title={title}
      preview={preview}
      write={write}
      scope={(seen) => t('scopeEnd', { n: outlook?.change ?? 0, bad: unhealthyAmong(seen) })}
      again={again && t(again)}
      lookAgain={lookAgain}
      refused={t('refusedEnd')}
      effect={({ services }) => (
        <>
          <EffectTable services={services} answers={nothing} changed={preview.changed} />
          <ZonePicture services={services} answers={nothing} />
          <Expectation say={(within) => t('expectEnd', within)} />
        </>
      )}
      button={{
        ref: confirmButton,
        icon: 'arrow',
        label: t('confirmEnd', { n: outlook?.change ?? 0 }),
        sending: t('sendingEnd'),
        disabledWhy: whyNot,
      }}
      beside={
        outlook && outlook.already > 0 ? (
          <span className="beside">{t('besideStays', { n: outlook.already })}</span>
        ) : null
      }
      focusFirst={confirmButton}
      onConfirm={confirm}
    />
  );
}
