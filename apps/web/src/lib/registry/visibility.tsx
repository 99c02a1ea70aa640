import { useTranslations } from 'use-intl/react';

/** Which namespaces see it besides its own: none, all (`*`), or those that are named. */
export function Visibility({ exportTo }: { exportTo: readonly string[] }) {
  const t = useTranslations('visibility');
  if (exportTo.length === 0) return t('here');
  return exportTo.includes('*') ? t('all') : <bdi>{exportTo.join(', ')}</bdi>;
}
