import { useSearchParams } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { usePageTitle } from '../../lib/page-title.ts';
import { AliasList } from '../../lib/registry/aliases/alias-list.tsx';
import { useMayInSome } from '../../lib/session.ts';
import { useShortcuts } from '../../lib/shortcuts.ts';
import { Button } from '../../ui/button.tsx';
import { PageHead } from '../../ui/page-head.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SearchBox } from '../../ui/search-box.tsx';
import { ServiceTabs } from './service-tabs.tsx';

/** Other names of services. There are few, so they are filtered here. */
export function Component() {
  const t = useTranslations('aliases');
  const nav = useTranslations('nav');
  const words = useTranslations('action');
  usePageTitle(t('title'), nav('services'));
  const mayMake = useMayInSome('owner');
  const [address, setAddress] = useSearchParams();
  const q = address.get('q') ?? '';
  const search = (text: string) =>
    setAddress(
      (before) => {
        const next = new URLSearchParams(before);
        if (text) next.set('q', text);
        else next.delete('q');
        return next;
      },
      { replace: true },
    );
  useShortcuts({ f: () => document.querySelector<HTMLInputElement>('main input[type="search"]')?.select() });
  return (
    <Panel>
      <AliasList
        q={q}
        onClear={() => search('')}
        head={(make) => (
          <PageHead
            title={t('title')}
            actions={
              <Button icon="plus" onClick={make} disabledWhy={mayMake ? undefined : t('ownerOnly')}>
                {t('new')}
              </Button>
            }
          />
        )}
        frame={(content, shown) => (
          <ServiceTabs current="aliases">
            <div className="tools">
              <SearchBox label={words('filter')} placeholder={t('placeholder')} value={q} onChange={search} />
              <span className="flex-1" />
              <span className="num text-ink-3">{shown === undefined ? null : t('count', { n: shown })}</span>
            </div>
            {content}
          </ServiceTabs>
        )}
      />
    </Panel>
  );
}
