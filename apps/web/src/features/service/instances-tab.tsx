import { useMemo } from 'react';
import { useTranslations } from 'use-intl/react';
import { InstanceList } from '../../lib/registry/instance-list.tsx';

/** The instances of one service. */
export function InstancesTab({ namespace, service }: { namespace: string; service: string }) {
  const t = useTranslations('service');
  const of = useMemo(() => ({ namespace, service }), [namespace, service]);
  return <InstanceList label={t('instancesOf', { service })} of={of} />;
}
