import type { Operation } from '@cynosure/shared/console/operation.ts';
import { createElement, Fragment, type ReactNode } from 'react';
import { useTranslations } from 'use-intl/react';
import type { IconName } from '../../ui/icon.tsx';
import { useSession } from '../session.ts';

/** "You isolated 10 instances on 10.5.0.7": who in medium weight, then what. Unknown kinds show their action. */
export function useSentence(): (operation: Pick<Operation, 'by' | 'sentence' | 'action'>) => ReactNode {
  const t = useTranslations('sentence');
  const words = useTranslations('actor');
  const { user } = useSession();
  return ({ by, sentence, action }) => {
    const who = by.id === user?.id ? words('you') : by.via === 'timer' ? words('timer') : by.name;
    const key = sentence.key as 'createdService'; // Asked for in the next line.
    const what = t.has(key) ? t(key, sentence.args as { service: string }) : action; // Arguments by packages/shared/src/console/sentences.ts.
    return createElement(
      Fragment,
      null,
      createElement('bdi', { className: 'font-medium' }, who),
      ' ',
      createElement('span', { className: 'text-ink-2' }, what),
    );
  };
}

/** The icon beside an operation, by what it did. */
export function iconOfOperation({
  sentence,
  outcome,
  undoes,
}: Pick<Operation, 'sentence' | 'outcome' | 'undoes'>): IconName {
  if (undoes) return 'undo';
  if (outcome === 'refused') return 'x';
  const key = sentence.key.toLowerCase();
  if (key.includes('isolat')) return 'hatch';
  if (key.includes('traffic') || key.includes('drift')) return 'arrow';
  if (key.startsWith('created') || key.startsWith('registered')) return 'plus';
  if (key.startsWith('deleted') || key.startsWith('deregistered')) return 'trash';
  return key.startsWith('sign') || key === 'setup' ? 'key' : 'edit';
}
