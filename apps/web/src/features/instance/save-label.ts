import { useTranslations } from 'use-intl/react';
import type { Edit } from './use-edit.ts';
import { useFieldWords } from './use-field-words.ts';

/** What pressing the button will do, in its own words: "Save weight 20", "Save 3 changes", "Keep 50". */
export function useSaveLabel({ changes, conflicts }: Edit): string {
  const t = useTranslations('instance');
  const { inSentence, sayValue } = useFieldWords();
  const [only, ...others] = changes;
  if (only !== undefined && others.length > 0) return t('saveMany', { n: changes.length });
  if (only !== undefined) {
    const field = inSentence(only.path);
    return only.value === null
      ? t('saveRemoved', { field })
      : t('saveOne', { field, value: sayValue(only.path, only.value) });
  }
  const [kept, ...more] = conflicts;
  if (kept === undefined || conflicts.some(({ choice }) => choice === undefined)) return t('save');
  return more.length > 0 ? t('keepTheirs') : t('keep', { value: sayValue(kept.path, kept.theirs) });
}
