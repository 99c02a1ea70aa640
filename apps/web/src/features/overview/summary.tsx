import type { Overview } from '@cynosure/shared/console/overview.ts';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../lib/format.ts';
import { recentTurns } from './turns.ts';

const figures = ['counts', 'services', 'isolations', 'clients', 'nodes'] as const;
const isWhole = (overview: Partial<Overview>): boolean =>
  figures.every((name) => overview[name] !== undefined);

/** The page in a sentence or two, the worst fact first. */
export function Summary({ overview }: { overview: Partial<Overview> }) {
  const t = useTranslations('overview');
  const format = useFormat();
  const { services, perMinute } = overview;
  if (!services || !perMinute) return <span className="text-ink-2">{t('missing')}</span>;
  const turns = recentTurns(perMinute);
  const state =
    services.noneHealthy > 0
      ? t('noneHealthy', { n: services.noneHealthy })
      : services.underGuard > 0
        ? t('underGuard', { n: services.underGuard })
        : t('calm');
  return (
    <span className="overview-summary text-ink-2">
      {state} {isWhole(overview) ? null : <>{t('missing')} </>}
      {turns
        ? t('turned', { time: format.clock(turns.since).slice(0, 5), bad: turns.bad, good: turns.good })
        : null}
    </span>
  );
}
