import type { Preview } from '@cynosure/shared/console/preview.ts';
import { useCallback, useId, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { GuardBox } from './guard-box.tsx';
import { useStopAlarm } from './notices.tsx';
import { type Answer, type Answers, isStopped, serviceKey, unansweredStop } from './plan.ts';

/** The operator's answers to the guard's stops while a sheet is open. */
export function useGuards(overridden: readonly string[] = []) {
  const id = useId();
  const [answers, setAnswers] = useState<Answers>(() =>
    Object.fromEntries(overridden.map((key): [string, Answer] => [key, { decision: 'override', typed: '' }])),
  );
  const [missing, setMissing] = useState<string>();
  const answer = useCallback((key: string, next: Answer) => {
    setMissing(undefined);
    setAnswers((before) => ({ ...before, [key]: next }));
  }, []);
  /** Whether every override is confirmed by its name; else the focus goes to the first that is not. */
  const areAnswered = (preview: Preview): boolean => {
    const open = unansweredStop(preview, answers);
    if (!open) return true;
    setMissing(serviceKey(open));
    document.getElementById(id + serviceKey(open))?.focus();
    return false;
  };
  return { id, answers, answer, missing, areAnswered };
}

/** One box per service that would have nothing healthy left. */
export function Guards({
  preview,
  guards,
}: {
  preview: Preview | undefined;
  guards: ReturnType<typeof useGuards>;
}) {
  const t = useTranslations('isolate');
  const stops = preview?.services.filter(isStopped) ?? [];
  useStopAlarm(
    stops.map((service) => t('guardNone', { service: service.service, total: service.now.total })),
  );
  return stops.map((service) => {
    const key = serviceKey(service);
    return (
      <GuardBox
        key={key}
        service={service}
        answer={guards.answers[key]}
        missing={guards.missing === key}
        inputId={guards.id + key}
        onAnswer={(answer) => guards.answer(key, answer)}
      />
    );
  });
}
