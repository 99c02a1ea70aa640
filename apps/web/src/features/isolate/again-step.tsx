import { topics } from '@cynosure/shared/console/events.ts';
import type { IsolationAnswer } from '@cynosure/shared/console/isolation.ts';
import type { Preview } from '@cynosure/shared/console/preview.ts';
import { useMemo, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { statusOf } from '../../lib/problem.ts';
import { useTargetName } from '../../lib/registry/isolation-target.ts';
import type { WholeIsolation } from '../../lib/registry/whole-isolation.ts';
import { useWrite } from '../../lib/use-write.ts';
import { askPreview } from './api/preview.ts';
import { reassert } from './api/reassert.ts';
import { BesideConfirm } from './beside-confirm.tsx';
import { EffectTable } from './effect-table.tsx';
import { Expectation } from './expectation.tsx';
import { GuardBox } from './guard-box.tsx';
import { isStopped, outlookOf, serviceKey } from './plan.ts';
import { PreviewedStep } from './previewed-step.tsx';
import { useAfterWrite } from './use-after-write.ts';
import { usePreview } from './use-preview.ts';

const MOST_FOLLOWED = 10;
const nothing = {};

export type Reasserted = { answer: IsolationAnswer; preview: Preview };

/** Takes instances that came back against an isolation out of traffic once more; its reason and end stay. */
export function AgainStep({
  isolation,
  onDone,
}: {
  isolation: WholeIsolation;
  onDone: (done: Reasserted) => void;
}) {
  const t = useTranslations('isolate');
  const name = useTargetName();
  const drifted = useMemo(() => isolation.drift.map((one) => one.instanceId), [isolation.drift]);
  const followed = useMemo(
    () => [...new Set(isolation.drift.map((one) => one.host))].slice(0, MOST_FOLLOWED).map(topics.host),
    [isolation.drift],
  );
  const preview = usePreview(
    () => askPreview({ action: 'isolate', target: { instanceIds: drifted } }),
    followed,
  );
  const { shown } = preview;
  const write = useWrite();
  const afterWrite = useAfterWrite();
  const [again, setAgain] = useState<'changed' | 'expired'>();
  const confirmButton = useRef<HTMLButtonElement>(null);
  const lookAgain = useRef<HTMLDivElement>(null);
  const title = t('titleAgain', { target: name(isolation) });
  // A stop is always left in traffic here: overriding the guard is a new isolation of its own.
  const outlook = shown ? outlookOf(shown, nothing) : undefined;

  const confirm = async () => {
    if (!shown || write.busy) return;
    setAgain(undefined);
    const leftOut = new Set(shown.services.filter(isStopped).map(serviceKey));
    const serviceOf = new Map((isolation.instances ?? []).map((one) => [one.id, serviceKey(one)]));
    const instanceIds = drifted.filter((id) => !leftOut.has(serviceOf.get(id) ?? ''));
    const outcome = await write.run((key) =>
      reassert(isolation.id, isolation.revision, { instanceIds, previewId: shown.previewId }, key),
    );
    if ('answer' in outcome) {
      afterWrite(outcome.answer.operation, outcome.answer.isolation);
      onDone({ answer: outcome.answer, preview: shown });
      return;
    }
    const status = statusOf(outcome.error);
    if (status === 400) void preview.read();
    if (status !== 409 && status !== 410 && status !== 412) return;
    setAgain(status === 410 ? 'expired' : 'changed');
    write.reset();
    await preview.read();
    lookAgain.current?.focus();
  };

  return (
    <PreviewedStep
      title={title}
      preview={preview}
      write={write}
      scope={({ totals: { instances, services } }) => t('scope', { instances, services })}
      again={again && t(again)}
      lookAgain={lookAgain}
      refused={t('refused')}
      guards={shown?.services
        .filter(isStopped)
        .map((service) => <GuardBox key={serviceKey(service)} service={service} />)}
      effect={({ services }) => (
        <>
          <EffectTable services={services} answers={nothing} changed={preview.changed} />
          <Expectation say={(within) => t('expectInstances', within)} />
        </>
      )}
      button={{
        ref: confirmButton,
        icon: 'hatch',
        label: t('confirm', { n: outlook?.change ?? 0 }),
        sending: t('sending'),
      }}
      beside={outlook ? <BesideConfirm outlook={outlook} /> : null}
      focusFirst={confirmButton}
      onConfirm={confirm}
    />
  );
}
