import { Suspense } from 'react';
import { useParams } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { usePageTitle } from '../../lib/page-title.ts';
import { links } from '../../lib/registry/links.ts';
import { PageHead } from '../../ui/page-head.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { useAccessTabs } from './access-tabs.ts';

/** Who may come in, and who may do what. */
export function Component() {
  const t = useTranslations('access');
  const { tab: wanted } = useParams();
  const tabs = useAccessTabs();
  const tab = tabs.find(({ name }) => name === wanted) ?? tabs[0];
  usePageTitle(tab ? t(`tab.${tab.name}`) : t('title'), t('title'));
  if (!tab) return <PageHead title={t('title')} />;
  return (
    <>
      <PageHead title={t('title')} />
      <Tabs
        label={t('parts')}
        current={tab.name}
        tabs={tabs.map(({ name }) => ({ name, label: t(`tab.${name}`), to: links.access(name) }))}
      >
        <Panel resetKey={tab.name}>
          <Suspense fallback={<div aria-busy="true" />}>
            <tab.Body />
          </Suspense>
        </Panel>
      </Tabs>
    </>
  );
}
