import type { Operation } from '@cynosure/shared/console/operation.ts';
import { useCallback } from 'react';
import { useTranslations } from 'use-intl/react';
import { useSession } from '../session.ts';

type Said = Pick<Operation, 'sentence' | 'action'>;

/** What an operation did, without who: "isolated 10 instances on 10.5.0.7". Unknown kinds show their action. */
export function useSentenceText(): (operation: Said) => string {
  const t = useTranslations('sentence');
  return useCallback(
    ({ sentence, action }) => {
      const key = sentence.key as 'createdService'; // Asked for in the next line.
      return t.has(key) ? t(key, sentence.args as { service: string }) : action; // Arguments by packages/shared/src/console/sentences.ts.
    },
    [t],
  );
}

/** Who did it, as the reader would say: "You", "Timer", a name. */
export function useActorName(): (by: Operation['by']) => string {
  const words = useTranslations('actor');
  const { user } = useSession();
  return useCallback(
    (by) =>
      by.id !== '' && by.id === user?.id ? words('you') : by.via === 'timer' ? words('timer') : by.name,
    [words, user?.id],
  );
}
