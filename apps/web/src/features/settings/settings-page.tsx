import { useQuery } from '@tanstack/react-query';
import { useParams } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { usePageTitle } from '../../lib/page-title.ts';
import { links } from '../../lib/registry/links.ts';
import { settingsQuery } from '../../lib/registry/settings.ts';
import { PageHead } from '../../ui/page-head.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ReadFace } from '../../ui/read-face.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { AboutSection } from './about-section.tsx';
import { GeneralSection } from './general-section.tsx';
import { GuardSection } from './guard-section.tsx';
import { IsolationSection } from './isolation-section.tsx';
import { LinksSection } from './links-section.tsx';
import { LiveSection } from './live-section.tsx';
import { NodesSection } from './nodes-section.tsx';
import { PreferencesSection } from './preferences-section.tsx';
import { SdkSection } from './sdk-section.tsx';

const sections = [
  'general',
  'guard',
  'isolation',
  'links',
  'live',
  'sdk',
  'preferences',
  'nodes',
  'about',
] as const;
type Section = (typeof sections)[number];

/** What owners set for everybody, what a person sets for itself, and how the server runs. */
export function Component() {
  const t = useTranslations('settings');
  const { section: asked } = useParams();
  const section = sections.find((one) => one === asked) ?? 'general';
  usePageTitle(t(`section.${section}`), t('title'));
  return (
    <>
      <PageHead title={t('title')} />
      <Tabs
        label={t('sections')}
        current={section}
        tabs={sections.map((name) => ({ name, label: t(`section.${name}`), to: links.settings(name) }))}
      >
        <Panel resetKey={section}>
          <div className="scroll">
            <div className="details">
              <SectionBody section={section} />
            </div>
          </div>
        </Panel>
      </Tabs>
    </>
  );
}

function SectionBody({ section }: { section: Section }) {
  const t = useTranslations('settings');
  const read = useQuery(settingsQuery);
  if (section === 'preferences') return <PreferencesSection />;
  if (section === 'sdk') return <SdkSection />;
  const settings = read.data?.value;
  if (read.error && !settings)
    return <ReadFace error={read.error} what={t('title')} onRetry={() => void read.refetch()} />;
  if (!settings) return <div className="skeleton-lines" aria-busy="true" />;
  // A form begins anew with what somebody else has saved meanwhile.
  const { revision } = settings;
  switch (section) {
    case 'general':
      return <GeneralSection key={revision} settings={settings} />;
    case 'guard':
      return <GuardSection key={JSON.stringify(settings.guard)} settings={settings} />;
    case 'isolation':
      return <IsolationSection key={revision} settings={settings} />;
    case 'links':
      return <LinksSection key={revision} settings={settings} />;
    case 'live':
      return <LiveSection settings={settings} />;
    case 'nodes':
      return <NodesSection settings={settings} />;
    case 'about':
      return <AboutSection settings={settings} />;
  }
}
