import { QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, use, useEffect, useMemo } from 'react';
import { IntlProvider } from 'use-intl/react';
import { loadMessages } from '../i18n/load.ts';
import { languageOf, usePreferences } from '../lib/preferences.ts';
import { queries } from '../lib/queries.ts';

/** What every part of the console stands in: the cache, the language, the time zone. */
export function Providers({ children }: { children: ReactNode }) {
  const preferences = usePreferences();
  const language = languageOf(preferences, navigator.languages);
  const messages = use(loadMessages(language));
  const timeZone = useMemo(
    () => preferences.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    [preferences.timeZone],
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
