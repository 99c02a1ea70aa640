import type { RoleRow } from '@cynosure/shared/console/access.ts';
import { useCallback } from 'react';
import { useTranslations } from 'use-intl/react';

/** What a role is called: the built-in ones in the reader's language. */
export function useRoleName(): (role: Pick<RoleRow, 'id' | 'name'>) => string {
  const shell = useTranslations('shell');
  return useCallback(
    ({ id, name }) => (id === 'viewer' || id === 'operator' || id === 'owner' ? shell(`role.${id}`) : name),
    [shell],
  );
}
