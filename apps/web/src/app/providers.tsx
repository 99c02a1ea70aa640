import { QueryClientProvider, useQuery } from '@tanstack/react-query';
import { type ReactNode, use, useEffect, useMemo } from 'react';
import { IntlProvider } from 'use-intl/react';
import { loadMessages } from '../i18n/load.ts';
import { languageOf, usePreferences } from '../lib/preferences.ts';
import { queries } from '../lib/queries.ts';
import { sessionQuery } from '../lib/session.ts';

/** What every part of the console stands in: the cache, the language, the time zone. */
export function Providers({ children }: { children: ReactNode }) {
  const preferences = usePreferences();
  const language = languageOf(preferences, navigator.languages);
  const messages = use(loadMessages(language));
  // Of owners, once somebody is signed in; asked for by the router.
  const shared = useQuery({ ...sessionQuery, enabled: false }, queries).data?.defaults?.timeZone;
  const timeZone = useMemo(
    () => preferences.timeZone ?? shared ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    [preferences.timeZone, shared],
  );
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return (
    <QueryClientProvider client={queries}>
      <IntlProvider locale={language} messages={messages} timeZone={timeZone}>
        {children}
      </IntlProvider>
    </QueryClientProvider>
  );
}
