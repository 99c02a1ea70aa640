import type { Isolation } from '@cynosure/shared/console/isolation.ts';
import { useCallback } from 'react';
import { useTranslations } from 'use-intl/react';

/** What people call the thing that is isolated: its host, or the service and host of a part of it. */
export function useTargetName(): (isolation: Isolation) => string {
  const t = useTranslations('isolate');
  return useCallback(
    ({ hosts, service, counts }) => {
      const [first] = hosts;
      if (service && first) return `${service.service} ${first}`;
      if (first === undefined) return t('instancesOf', { n: counts.instances });
      if (hosts.length > 1) return t('hostsOf', { first, n: hosts.length - 1 });
      return first;
    },
    [t],
  );
}
