import { useTranslations } from 'use-intl/react';
import { usePageTitle } from '../../lib/page-title.ts';
import { InstanceList } from '../../lib/registry/instance-list.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { Panel } from '../../ui/panel.tsx';

/** Every instance of the registry. */
export function Component() {
  const nav = useTranslations('nav');
  usePageTitle(nav('instances'));
  return (
    <>
      <PageHead title={nav('instances')} />
      <div className="mt-3 flex min-h-0 flex-1 flex-col border-line border-t">
        <Panel>
          <InstanceList label={nav('instances')} of="all" />
        </Panel>
      </div>
    </>
  );
}
