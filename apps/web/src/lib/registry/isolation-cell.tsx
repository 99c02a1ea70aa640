import type { InstanceRow } from '@cynosure/shared/console/instance.ts';
import { useCallback } from 'react';
import { useTranslations } from 'use-intl/react';
import { Mark } from '../../ui/mark.tsx';
import { serverNow, useNow } from '../clock.ts';
import { useFormat } from '../format.ts';
import { Dash, Unknown } from './state-mark.tsx';

/** Isolated and for how long still, or for how long already; a dash while in traffic. */
export function IsolationCell({ isolation }: { isolation: InstanceRow['isolation'] | undefined }) {
  const t = useTranslations('state');
  const now = useNow();
  const format = useFormat();
  if (isolation === undefined) return <Unknown />;
  if (!isolation) return <Dash says={t('inTraffic')} />;
  const small =
    isolation.endsAt === null ? format.span(now - isolation.sinceAt) : format.left(isolation.endsAt - now);
  return (
    <Mark tone="out" small={small}>
      {t('isolated')}
    </Mark>
  );
}

/** The cell's accessible name is the fact alone; the rest describes it. */
export function useIsolationWords(): (row: Pick<InstanceRow, 'isolation'>) => {
  name: string;
  more?: string | undefined;
} {
  const t = useTranslations('state');
  const format = useFormat();
  return useCallback(
    ({ isolation }) => {
      if (isolation === undefined) return { name: t('unknown') };
      if (!isolation) return { name: t('inTraffic') };
      const left = isolation.endsAt === null ? undefined : format.left(isolation.endsAt - serverNow());
      return { name: t('isolated'), more: [isolation.by, left].filter(Boolean).join(', ') || undefined };
    },
    [t, format],
  );
}
