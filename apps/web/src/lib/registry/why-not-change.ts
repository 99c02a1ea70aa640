import { useTranslations } from 'use-intl/react';
import { useSession } from '../session.ts';
import type { WhyNotChange } from './why-not.ts';

/** For rows that do not say themselves what may be done with them: what the role says. The server looks again. */
export function useWhyNotChange(): WhyNotChange {
  const t = useTranslations('whyNot');
  const { user } = useSession();
  const roles = [user?.role, ...(user?.namespaceRoles ?? []).map(({ role }) => role)];
  const may = roles.some((role) => role === 'operator' || role === 'owner');
  const why = may ? undefined : t('needsOperator');
  return { isolate: why, edit: why, deregister: why };
}
