import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { useWhyNot } from '../../lib/registry/why-not.ts';
import { Button } from '../../ui/button.tsx';
import { Face } from '../../ui/face.tsx';
import { Sheet } from '../../ui/modal.tsx';
import { ReadFace } from '../../ui/read-face.tsx';
import { holdQuery } from './api/hold.ts';
import { EndHoldForm } from './end-hold-form.tsx';
import { HeldGroups } from './held-groups.tsx';
import type { HoldStep } from './hold-step.ts';
import { useWhyHeld } from './use-why-held.ts';

/** What is held and why, and ending it: released, or discarded. */
export default function HoldSheet({ first, onClose }: { first: HoldStep; onClose: () => void }) {
  const t = useTranslations('holds');
  const words = useTranslations('action');
  const why = useWhyHeld();
  const whyNot = useWhyNot();
  const heading = useRef<HTMLHeadingElement>(null);
  const [step, setStep] = useState(first);
  const { data, error, isPending, refetch } = useQuery(holdQuery);
  const hold = data?.value;
  const cannot = whyNot(hold?.may.end);
  return (
    <Sheet label={t('title')} open onClose={onClose} initialFocus={heading}>
      <header>
        <div className="min-w-0 flex-1">
          <h2 ref={heading} tabIndex={-1} className="outline-none">
            {t('title')}
          </h2>
          {hold ? <p className="num mt-0.5 text-ink-2">{why(hold)}</p> : null}
        </div>
        <Button icon="x" look="quiet" label={words('close')} onClick={onClose} />
      </header>
      <div className="body">
        {isPending ? <Waiting /> : null}
        {error && !data ? <ReadFace error={error} what={t('title')} onRetry={() => void refetch()} /> : null}
        {hold === null ? <Face title={t('over')}>{t('overWhat')}</Face> : null}
        {hold ? <HeldGroups hold={hold} /> : null}
      </div>
      {hold && step !== 'look' && !cannot ? (
        <EndHoldForm
          key={step}
          how={step}
          hold={hold}
          onBack={() => {
            setStep('look');
            heading.current?.focus();
          }}
          onDone={onClose}
        />
      ) : (
        <footer>
          {hold ? (
            <>
              <Button disabledWhy={cannot} onClick={() => setStep('release')}>
                {t('release')}
              </Button>
              <Button disabledWhy={cannot} onClick={() => setStep('discard')}>
                {t('discard')}
              </Button>
            </>
          ) : null}
          <Button look="quiet" onClick={onClose}>
            {words('close')}
          </Button>
        </footer>
      )}
    </Sheet>
  );
}

function Waiting() {
  const t = useTranslations('holds');
  return (
    <p className="py-4 text-ink-3" role="status">
      {t('reading')}
    </p>
  );
}
