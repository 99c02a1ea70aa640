import { useTranslations } from 'use-intl/react';
import { usePageTitle } from '../../lib/page-title.ts';
import { links } from '../../lib/registry/links.ts';
import { PageHead } from '../../ui/page-head.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { SessionsTab } from './sessions-tab.tsx';

/** Who may come in. */
export function Component() {
  const t = useTranslations('access');
  usePageTitle(t('sessions'), t('title'));
  return (
    <>
      <PageHead title={t('title')} />
      <Tabs
        label={t('parts')}
        current="sessions"
        tabs={[{ name: 'sessions', label: t('sessions'), to: links.access('sessions') }]}
      >
        <Panel>
          <SessionsTab />
        </Panel>
      </Tabs>
    </>
  );
}
