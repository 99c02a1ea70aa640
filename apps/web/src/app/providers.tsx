import { QueryClientProvider, useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { IntlProvider } from 'use-intl/react';
import { loadMessages, type Messages } from '../i18n/load.ts';
import { FormatProvider } from '../lib/format.ts';
import { type Language, languageOf, usePreferences } from '../lib/preferences.ts';
import { queries } from '../lib/queries.ts';
import { sessionQuery } from '../lib/session.ts';

type Spoken = { language: Language; messages: Messages };

/** What every part of the console stands in: the cache, the language, the time zone. `spoken`: what it begins with. */
export function Providers({ spoken, children }: { spoken: Spoken; children: ReactNode }) {
  const preferences = usePreferences();
  const { language, messages } = useSpoken(languageOf(preferences, navigator.languages), spoken);
  // Of owners, once somebody is signed in; asked for by the router.
  const shared = useQuery({ ...sessionQuery, enabled: false }, queries).data?.defaults?.timeZone;
  // Where nobody has chosen one it is the browser's, which is what formats take by themselves: finding out its name takes
  // longer than anything else before the first page.
  const timeZone = preferences.timeZone ?? shared;
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  return (
    <QueryClientProvider client={queries}>
      <IntlProvider locale={language} messages={messages} {...(timeZone ? { timeZone } : {})}>
        <FormatProvider>{children}</FormatProvider>
      </IntlProvider>
    </QueryClientProvider>
  );
}

/** The wanted language once its messages are there; until then, and where they cannot be fetched, the one before. */
function useSpoken(wanted: Language, first: Spoken): Spoken {
  const [spoken, speak] = useState(first);
  useEffect(() => {
    if (wanted === spoken.language) return;
    let current = true;
    loadMessages(wanted).then(
      (messages) => current && speak({ language: wanted, messages }),
      () => {},
    );
    return () => {
      current = false;
    };
  }, [wanted, spoken]);
  return spoken;
}
