import type { Isolation } from '@cynosure/shared/console/isolation.ts';
import { useCallback } from 'react';
import { useTranslations } from 'use-intl/react';

/** It lists what the registry's API keeps out on a host; no isolation is behind it. */
export const isFlag = ({ id }: Pick<Isolation, 'id'>): boolean => id.startsWith('~');

/** What people call the thing that is isolated: its host, or what of it; a host alone means all that is on it. */
export function useTargetName(): (isolation: Isolation) => string {
  const t = useTranslations('isolate');
  return useCallback(
    ({ hosts, service, counts, instance, scope }) => {
      const [first] = hosts;
      if (instance) return `${instance.service} ${instance.host}:${instance.port}`;
      if (service && first) return `${service.service} ${first}`;
      if (first === undefined) return t('instancesOf', { n: counts.instances });
      if (hosts.length > 1) return t('hostsOf', { first, n: hosts.length - 1 });
      return scope === 'instances' ? t('instancesOn', { host: first }) : first;
    },
    [t],
  );
}
