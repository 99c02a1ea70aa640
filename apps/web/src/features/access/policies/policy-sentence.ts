import { EVERY, resourceKinds } from '@cynosure/shared/console/resource.ts';
import { useLocale, useTranslations } from 'use-intl/react';
import { useLabelWords } from './label-words.ts';
import { isEveryFunction, labelsOf, type PolicyDraft } from './policy-draft.ts';

/** As many names are said one by one. */
const FEW = 3;

/** What a policy does, in one sentence. `nameOf` tells what the ids of users, groups and roles are called. */
export function usePolicySentence(): (draft: PolicyDraft, nameOf: (id: string) => string) => string {
  const t = useTranslations('accessPolicies');
  const parts = useTranslations('accessParts');
  const locale = useLocale();
  const labelWords = useLabelWords();
  return (draft, nameOf) => {
    const { effect, users, groups, roles, functions, resources } = draft;
    const list = (names: readonly string[]) => new Intl.ListFormat(locale).format(names);
    const some = (names: readonly string[]) =>
      list(names.length > FEW ? [...names.slice(0, FEW), t('others', { n: names.length - FEW })] : names);
    const things = resourceKinds.flatMap((kind) => {
      const named = resources[kind] ?? [];
      if (named.length === 0) return [];
      const of = { kind: parts(`kind.${kind}`), n: named.length };
      return [named.includes(EVERY) ? t('everyOfKind', of) : t('someOfKind', of)];
    });
    const labels = labelsOf(draft);
    if (labels.length > 0) things.push(t('labelled', { labels: list(labels.map(labelWords)) }));
    const who = [...users, ...groups, ...roles].map(nameOf);
    return t('sentence', {
      effect,
      who: who.length === 0 ? t('nobody') : some(who),
      functions: isEveryFunction(functions) ? t('everyFunction') : some(functions),
      what: things.length === 0 ? t('nothing') : list(things),
    });
  };
}
