import type { Operation } from '@cynosure/shared/console/operation.ts';
import { createElement, Fragment, type ReactNode } from 'react';
import type { IconName } from '../../ui/icon.tsx';
import { useActorName, useSentenceText } from './sentence-text.ts';

/** "You isolated 10 instances on 10.5.0.7": who in medium weight, then what. Unknown kinds show their action. */
export function useSentence(): (operation: Pick<Operation, 'by' | 'sentence' | 'action'>) => ReactNode {
  const what = useSentenceText();
  const who = useActorName();
  return (operation) =>
    createElement(
      Fragment,
      null,
      createElement('bdi', { className: 'font-medium' }, who(operation.by)),
      ' ',
      createElement('span', { className: 'text-ink-2' }, what(operation)),
    );
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
