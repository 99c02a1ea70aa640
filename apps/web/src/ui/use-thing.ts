import { useTranslations } from 'use-intl/react';

/** What a sentence is about: by a word of ours (`what`, as a sentence begins with it), or somebody's name for it. */
export type Thing = { what: string; name?: undefined } | { name: string; what?: undefined };

/** How a thing stands at the beginning of a sentence, and within one. */
export function useThing({ what, name }: Thing): { first: string; within: string } {
  const t = useTranslations('face');
  if (name === undefined) return { first: what, within: inSentence(what) };
  const said = t('name', { name });
  return { first: said, within: said };
}

/** Begins with a small letter, unless it is an abbreviation. */
const inSentence = (word: string): string =>
  /^\p{Lu}(?!\p{Lu})/u.test(word) ? word.charAt(0).toLowerCase() + word.slice(1) : word;
