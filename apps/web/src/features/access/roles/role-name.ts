import type { Role, RoleRow } from '@cynosure/shared/console/access.ts';
import { useCallback } from 'react';
import { useTranslations } from 'use-intl/react';

/** What a role is for: of a built-in one what it may do, else what somebody wrote about it. */
export function useRoleComment(): (role: Pick<RoleRow, 'id' | 'comment'>) => string {
  const t = useTranslations('accessRoles');
  return useCallback(({ id, comment }) => (isBuiltIn(id) ? t(`builtInMay.${id}`) : comment), [t]);
}

const isBuiltIn = (id: string): id is Role => id === 'viewer' || id === 'operator' || id === 'owner';

/** What a role is called: the built-in ones in the reader's language. */
export function useRoleName(): (role: Pick<RoleRow, 'id' | 'name'>) => string {
  const shell = useTranslations('shell');
  return useCallback(({ id, name }) => (isBuiltIn(id) ? shell(`role.${id}`) : name), [shell]);
}
