import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl/react';
import { links } from '../../lib/registry/links.ts';
import { Tabs } from '../../ui/tabs.tsx';

/** Services, and their other names. */
export function ServiceTabs({ current, children }: { current: 'services' | 'aliases'; children: ReactNode }) {
  const t = useTranslations('services');
  const aliases = useTranslations('aliases');
  return (
    <Tabs
      label={t('title')}
      current={current}
      tabs={[
        { name: 'services', label: t('title'), to: links.services },
        { name: 'aliases', label: aliases('title'), to: links.aliases },
      ]}
    >
      {children}
    </Tabs>
  );
}
