import { Fragment, type ReactNode, useCallback } from 'react';
import { useLocale } from 'use-intl/react';

/** "a, b and c" of anything that can be drawn, in the reader's language. */
export function useJoined(): (parts: readonly ReactNode[]) => ReactNode {
  const locale = useLocale();
  return useCallback(
    (parts) => {
      const list = new Intl.ListFormat(locale, { type: 'conjunction' });
      const places = parts.map((_, place) => String(place));
      return list
        .formatToParts(places)
        .map((part, place) => (
          <Fragment key={place}>{part.type === 'element' ? parts[Number(part.value)] : part.value}</Fragment>
        ));
    },
    [locale],
  );
}
