import type { Hold } from '@cynosure/shared/console/hold.ts';
import { useTranslations } from 'use-intl/react';
import { useNow } from '../../lib/clock.ts';
import { useFormat } from '../../lib/format.ts';

/** The reason in a sentence: our hearing is in doubt, or was until a moment ago. */
export function useWhyHeld(): (hold: Hold) => string {
  const t = useTranslations('holds');
  const format = useFormat();
  const now = useNow();
  return ({ instances, heard, expected, sinceAt, endsAt }) =>
    endsAt === null
      ? t('why', { instances, heard, expected, since: format.clock(sinceAt, now) })
      : t('whyEnding', { instances, at: format.clock(endsAt, now) });
}
