import type { Verb } from '@cynosure/shared/console/access.ts';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { Button } from '../../../ui/button.tsx';
import { FormField } from '../../../ui/form-field.tsx';
import { ReadFace } from '../../../ui/read-face.tsx';
import { functionsQuery } from '../parts/access-api.ts';
import { PickList } from '../parts/pick-list.tsx';
import { isEveryFunction, type PolicyDraft } from './policy-draft.ts';

const verbs = ['read', 'change', 'isolate', 'administer'] as const satisfies readonly Verb[];

/** The third step: which functions, all of them or by name. */
export function FunctionsStep({
  draft,
  onChange,
}: {
  draft: PolicyDraft;
  onChange: (to: Partial<PolicyDraft>) => void;
}) {
  const t = useTranslations('accessPolicies');
  const parts = useTranslations('accessParts');
  const read = useQuery(functionsQuery);
  const [isNamed, setIsNamed] = useState(!isEveryFunction(draft.functions));
  const all = (read.data?.value ?? []).flatMap(({ kind, functions }) =>
    functions.map((one) => ({ ...one, kind: kind ?? ('server' as const) })),
  );
  // Only kinds of which something is named: a function about others would do nothing.
  const kinds = new Set<string>(Object.keys(draft.resources));
  const fitting = all.filter(({ name, kind }) => kinds.has(kind) || draft.functions.includes(name));
  const shown = fitting.length > 0 ? fitting : all;
  const add = (verb: Verb) => {
    const names = shown.filter((one) => one.verb === verb).map(({ name }) => name);
    onChange({ functions: [...new Set([...draft.functions, ...names])] });
  };
  if (read.error)
    return <ReadFace error={read.error} what={t('functions')} onRetry={() => void read.refetch()} />;
  return (
    <>
      <FormField label={t('functions')}>
        {(of) => (
          <select
            {...of}
            className="input"
            value={isNamed ? 'named' : 'all'}
            onChange={({ target: { value } }) => {
              setIsNamed(value === 'named');
              if (value === 'all' || isEveryFunction(draft.functions)) onChange({ functions: [] });
            }}
          >
            <option value="all">{t('functionsAll')}</option>
            <option value="named">{t('functionsNamed')}</option>
          </select>
        )}
      </FormField>
      {isNamed ? (
        <>
          <fieldset className="m-0 flex min-w-0 flex-wrap gap-2 border-0 p-0">
            <legend className="mb-1 p-0 font-medium text-ink-2">{t('addAll')}</legend>
            {verbs.map((verb) => (
              <Button key={verb} small onClick={() => add(verb)}>
                {parts(`verb.${verb}`)}
              </Button>
            ))}
            <Button small look="quiet" onClick={() => onChange({ functions: [] })}>
              {t('clear')}
            </Button>
          </fieldset>
          <PickList
            label={t('functionsWhich')}
            isWide
            choices={shown.map(({ name, kind, verb, ownersOnly }) => ({
              id: name,
              name,
              more: ownersOnly ? t('ownersOnly') : `${parts(`kind.${kind}`)} · ${parts(`verb.${verb}`)}`,
            }))}
            chosen={draft.functions}
            onChange={(functions) => onChange({ functions })}
            none={t('noneThere')}
            rule={draft.functions.length === 0 ? t('functionsNone') : undefined}
          />
        </>
      ) : null}
    </>
  );
}
