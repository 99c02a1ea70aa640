import { decodeSegment } from '@cynosure/shared/console/path.ts';
import { useParams } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { usePageTitle } from '../../lib/page-title.ts';
import { links } from '../../lib/registry/links.ts';
import { PageHead } from '../../ui/page-head.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { type AccessTab, useAccessTabs } from './access-tabs.tsx';

/** Who may come in, and who may do what. */
export function Component() {
  const { tab: wanted, id } = useParams();
  const tabs = useAccessTabs();
  const tab = tabs.find(({ name }) => name === wanted) ?? tabs[0];
  if (!tab) return null;
  if (id === undefined || !tab.One) return <TabPage tabs={tabs} tab={tab} />;
  return <tab.One key={id} id={decodeSegment(id)} />;
}

function TabPage({ tabs, tab }: { tabs: readonly AccessTab[]; tab: AccessTab }) {
  const t = useTranslations('access');
  usePageTitle(t(`tab.${tab.name}`), t('title'));
  return (
    <>
      <PageHead title={t('title')} />
      <Tabs
        label={t('parts')}
        current={tab.name}
        tabs={tabs.map(({ name }) => ({ name, label: t(`tab.${name}`), to: links.access(name) }))}
      >
        <Panel resetKey={tab.name}>
          <tab.Body />
        </Panel>
      </Tabs>
    </>
  );
}
