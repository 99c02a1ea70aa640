import type { PolicyRow } from '@cynosure/shared/console/access.ts';
import { EVERY, type ResourceKind, resourceKinds } from '@cynosure/shared/console/resource.ts';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl/react';
import { namespacesQuery } from '../../../lib/registry/namespaces.ts';
import { FormField } from '../../../ui/form-field.tsx';
import { policiesListQuery } from '../parts/access-api.ts';
import { type Choice, PickList } from '../parts/pick-list.tsx';
import { LabelRules } from './label-rules.tsx';
import type { PolicyDraft } from './policy-draft.ts';
import { ServicePick } from './service-pick.tsx';
import type { Principals } from './who-step.tsx';

/** Kinds of which single things can be chosen here. Of the others, those that are named already can be taken out. */
const CHOOSABLE: ReadonlySet<ResourceKind> = new Set<ResourceKind>([
  'namespaces',
  'services',
  'users',
  'user_groups',
  'roles',
  'auth_policies',
]);

/** The second step: which things it is about, kind by kind. */
export function WhatStep({
  draft,
  policy,
  principals,
  tried,
  onChange,
}: {
  draft: PolicyDraft;
  policy: PolicyRow | undefined;
  principals: Principals;
  tried: boolean;
  onChange: (to: Partial<PolicyDraft>) => void;
}) {
  const parts = useTranslations('accessParts');
  const t = useTranslations('accessPolicies');
  const namespaces = useQuery(namespacesQuery).data?.value.items ?? [];
  const policies = useQuery(policiesListQuery).data?.value.items ?? [];
  const choices: Partial<Record<ResourceKind, readonly Choice[]>> = {
    namespaces: namespaces.map(({ name }) => ({ id: name, name })),
    users: principals.users,
    user_groups: principals.groups,
    roles: principals.roles,
    auth_policies: policies,
  };
  const set = (kind: ResourceKind, named: string[] | undefined) => {
    const { [kind]: _, ...others } = draft.resources;
    onChange({ resources: named === undefined ? others : { ...others, [kind]: named } });
  };
  const kinds = resourceKinds.map((kind) => {
    const named = draft.resources[kind];
    const how = named === undefined ? 'none' : named.includes(EVERY) ? 'all' : 'named';
    const seen = policy?.resources[kind]?.filter(({ id }) => id !== EVERY) ?? [];
    const label = parts(`kind.${kind}`);
    const pick = {
      label: t('which', { kind: label }),
      chosen: named ?? [],
      onChange: (chosen: string[]) => set(kind, chosen),
    };
    return (
      <div key={kind} className="grid gap-2">
        <FormField label={label}>
          {(of) => (
            <select
              {...of}
              className="input"
              value={how}
              onChange={({ target: { value } }) =>
                set(kind, { all: [EVERY], named: seen.map(({ id }) => id) }[value])
              }
            >
              <option value="none">{t('how.none')}</option>
              <option value="all">{t('how.all')}</option>
              {CHOOSABLE.has(kind) || seen.length > 0 ? (
                <option value="named">{t('how.named')}</option>
              ) : null}
            </select>
          )}
        </FormField>
        {how !== 'named' ? null : kind === 'services' ? (
          <ServicePick {...pick} seen={seen} />
        ) : (
          <PickList
            {...pick}
            choices={(choices[kind] ?? []).map(({ id, name }) => ({ id, name }))}
            names={seen}
            none={t('noneThere')}
          />
        )}
      </div>
    );
  });
  return (
    <>
      {kinds}
      <LabelRules draft={draft} tried={tried} onChange={onChange} />
    </>
  );
}
