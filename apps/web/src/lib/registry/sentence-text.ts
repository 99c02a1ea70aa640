import type { Operation } from '@cynosure/shared/console/operation.ts';
import { useCallback } from 'react';
import { useTranslations } from 'use-intl/react';
import { useSession } from '../session.ts';
import { useFieldName, useFieldValue } from './field-words.ts';

type Said = Pick<Operation, 'sentence' | 'action'>;

/** What an operation did, without who: "isolated 10 instances on 10.5.0.7". Unknown kinds show their action. */
export function useSentenceText(): (operation: Said) => string {
  const t = useTranslations('sentence');
  const field = useFieldName();
  const value = useFieldValue();
  return useCallback(
    ({ sentence, action }) => {
      const key = sentence.key as 'createdService'; // Asked for in the next line.
      if (!t.has(key)) return action;
      const { path, before, after } = sentence.args;
      const ofField =
        typeof path !== 'string'
          ? {}
          : {
              path: field(path),
              ...(before === undefined ? {} : { before: value(path, fromJson(before)) }),
              ...(after === undefined ? {} : { after: value(path, fromJson(after)) }),
            };
      // Arguments by packages/shared/src/console/sentences.ts.
      return t(key, { ...sentence.args, ...ofField } as unknown as { service: string });
    },
    [t, field, value],
  );
}

/** A value that stands in a sentence as JSON. */
function fromJson(text: string | number): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return text;
  }
}

/** Who did it, as the reader would say: "You", "Timer", a name; `within` a sentence "you". */
export function useActorName(within?: 'within'): (by: Operation['by']) => string {
  const words = useTranslations('actor');
  const { user } = useSession();
  return useCallback(
    (by) =>
      by.id !== '' && by.id === user?.id
        ? words(within ? 'youWithin' : 'you')
        : by.via === 'timer'
          ? words('timer')
          : by.name,
    [words, within, user?.id],
  );
}
