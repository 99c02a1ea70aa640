import type { Permission } from '@cynosure/shared/console/access.ts';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl/react';
import { AliasList } from '../../lib/registry/aliases/alias-list.tsx';
import { useWhyNot } from '../../lib/registry/why-not.ts';
import { Button } from '../../ui/button.tsx';

/** Other names of the service. */
export function AliasesTab({
  namespace,
  service,
  may,
}: {
  namespace: string;
  service: string;
  may: Permission | undefined;
}) {
  const t = useTranslations('aliases');
  const whyNot = useWhyNot();
  const target = useMemo(() => ({ namespace, service }), [namespace, service]);
  return (
    <AliasList
      target={target}
      head={(make) => (
        <div className="tools">
          <span className="flex-1" />
          <Button icon="plus" onClick={make} disabledWhy={whyNot(may)}>
            {t('new')}
          </Button>
        </div>
      )}
    />
  );
}
