import { useCallback } from 'react';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../lib/format.ts';
import { useFieldName } from '../../lib/registry/field-words.ts';

/** Names and values of fields as the form and the list of fields say them. */
export function useFieldWords() {
  const name = useFieldName();
  const t = useTranslations('instance');
  const beat = useTranslations('beat');
  const state = useTranslations('state');
  const format = useFormat();
  const nameOf = useCallback(
    (path: string): string => {
      if (path === '/checked') return t('healthCheck');
      return path === '/healthy' ? t('healthByHand') : name(path);
    },
    [t, name],
  );
  /** Within a sentence: in small letters, unless it is an abbreviation. */
  const inSentence = useCallback(
    (path: string): string => {
      const word = nameOf(path);
      return word === word.toUpperCase() ? word : word.toLowerCase();
    },
    [nameOf],
  );
  const sayValue = useCallback(
    (path: string, value: unknown): string => {
      if (value === undefined || value === null || value === '') return t('notSet');
      if (path === '/checked') return value === true ? t('checkOn') : t('checkOff');
      if (path === '/healthy') return value === true ? state('healthy') : state('unhealthy');
      if (path === '/ttlSeconds' && typeof value === 'number') return beat('seconds', { n: value });
      return typeof value === 'number' ? format.number(value) : String(value);
    },
    [t, state, beat, format],
  );
  return { nameOf, inSentence, sayValue };
}
