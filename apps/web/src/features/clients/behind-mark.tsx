import type { Client } from '@cynosure/shared/console/client.ts';
import { useTranslations } from 'use-intl/react';
import { useNow } from '../../lib/clock.ts';
import { useFormat } from '../../lib/format.ts';
import { Mark } from '../../ui/mark.tsx';

/** Of how many services a client does not hold what is true now, and for how long. */
export function BehindMark({ client }: { client: Client }) {
  const t = useTranslations('clients');
  const format = useFormat();
  const now = useNow();
  const { behind, oldestBehindAt } = client;
  if (behind === 0) return <Mark tone="good">{t('behindNone')}</Mark>;
  return (
    <Mark
      tone="caution"
      small={
        oldestBehindAt === undefined
          ? null
          : t('behindSince', { span: format.span(now - oldestBehindAt, true) })
      }
    >
      {t('behindSome', { n: behind })}
    </Mark>
  );
}
