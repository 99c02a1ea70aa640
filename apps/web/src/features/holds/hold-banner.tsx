import type { Hold } from '@cynosure/shared/console/hold.ts';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { useLiveState } from '../../lib/live/use-live.ts';
import { useWhyNot } from '../../lib/registry/why-not.ts';
import { Button } from '../../ui/button.tsx';
import { Shape } from '../../ui/mark.tsx';
import { fetchModals } from '../../ui/modal.tsx';
import { onDemand } from '../../ui/on-demand.tsx';
import type { HoldStep } from './hold-step.ts';
import { useWhyHeld } from './use-why-held.ts';

const HoldSheet = onDemand(() => {
  fetchModals();
  return import('./hold-sheet.tsx').then((module) => module.default);
});

/** Over every page while health flips are held: how many, why, since when, and what can be done. */
export function HoldBanner() {
  const { hold } = useLiveState();
  const [step, setStep] = useState<HoldStep>();
  return (
    <>
      {hold.kind === 'holding' ? <Notice hold={hold} onOpen={setStep} /> : null}
      {step ? <HoldSheet first={step} onClose={() => setStep(undefined)} /> : null}
    </>
  );
}

function Notice({ hold, onOpen }: { hold: Hold; onOpen: (step: HoldStep) => void }) {
  const t = useTranslations('holds');
  const whyNot = useWhyNot();
  const why = useWhyHeld();
  const cannot = whyNot(hold.may.end);
  return (
    <section className="banner flex-wrap" aria-label={t('title')}>
      <Shape tone="caution" size={15} />
      <span className="num min-w-60 flex-1">
        <b className="font-medium">{t('held')}</b> {why(hold)}
        {/* Said once; the figures that follow are for the eyes. */}
        <span className="sr-only" role="alert">
          {t('heldSaid')}
        </span>
      </span>
      <span className="flex gap-1.5">
        <Button small onClick={() => onOpen('look')}>
          {t('look')}
        </Button>
        <Button small disabledWhy={cannot} onClick={() => onOpen('release')}>
          {t('release')}
        </Button>
        <Button small disabledWhy={cannot} onClick={() => onOpen('discard')}>
          {t('discard')}
        </Button>
      </span>
    </section>
  );
}
