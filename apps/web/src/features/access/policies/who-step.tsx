import type { GroupRow, PolicyRow, RoleRow, UserRow } from '@cynosure/shared/console/access.ts';
import { useTranslations } from 'use-intl/react';
import { PickList } from '../parts/pick-list.tsx';
import { useRoleName } from '../roles/role-name.ts';
import type { PolicyDraft } from './policy-draft.ts';

/** Everybody whom a policy can be about. */
export type Principals = {
  users: readonly UserRow[];
  groups: readonly GroupRow[];
  roles: readonly RoleRow[];
};

/** The first step: for whom it holds. */
export function WhoStep({
  draft,
  policy,
  principals: { users, groups, roles },
  onChange,
}: {
  draft: PolicyDraft;
  policy: PolicyRow | undefined;
  principals: Principals;
  onChange: (to: Partial<PolicyDraft>) => void;
}) {
  const parts = useTranslations('accessParts');
  const t = useTranslations('accessPolicies');
  const nameOf = useRoleName();
  const choices = (of: readonly { id: string; name: string; comment: string }[]) =>
    of.map(({ id, name, comment }) => ({ id, name, more: comment }));
  return (
    <>
      <PickList
        label={parts('kind.users')}
        choices={choices(users)}
        names={policy?.users}
        chosen={draft.users}
        onChange={(chosen) => onChange({ users: chosen })}
        none={t('noneThere')}
      />
      <PickList
        label={parts('kind.user_groups')}
        choices={choices(groups)}
        names={policy?.groups}
        chosen={draft.groups}
        onChange={(chosen) => onChange({ groups: chosen })}
        none={t('noneThere')}
      />
      <PickList
        label={parts('kind.roles')}
        choices={roles.map((role) => ({ id: role.id, name: nameOf(role), more: role.comment }))}
        names={policy?.roles}
        chosen={draft.roles}
        onChange={(chosen) => onChange({ roles: chosen })}
        none={t('noneThere')}
      />
    </>
  );
}
