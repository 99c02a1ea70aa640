import type { Counts } from '@cynosure/shared/console/counts.ts';
import { healthyShare } from '@cynosure/shared/console/state.ts';
import { useTranslations } from 'use-intl/react';
import { Bar } from '../../ui/bar.tsx';
import { useFormat } from '../format.ts';

/** Below this share of healthy instances the number itself turns red. */
const LOW_SHARE = 0.5;

export function CountsBar({ counts, width }: { counts: Counts; width?: number }) {
  const t = useTranslations('state');
  return (
    <Bar
      label={t('bar', counts)}
      parts={[
        { tone: 'good', value: counts.healthy },
        { tone: 'bad', value: counts.unhealthy },
        { tone: 'out', value: counts.isolated },
        { tone: 'none', value: counts.unchecked },
        { tone: 'rest', value: counts.total === 0 ? 1 : 0 },
      ]}
      {...(width === undefined ? {} : { width })}
    />
  );
}

/** "186 of 200", red where few are healthy. */
export function HealthyOf({ counts, plain }: { counts: Counts; plain?: boolean }) {
  const t = useTranslations('unit');
  const format = useFormat();
  const low = !plain && (healthyShare(counts) ?? 1) < LOW_SHARE;
  return t.rich('of', {
    n: format.number(counts.healthy),
    total: format.number(counts.total),
    strong: (text) => (
      <span className={`font-medium ${low ? 'text-unhealthy-ink' : 'text-ink'}`}>{text}</span>
    ),
    dim: (text) => <span className="text-ink-3">{text}</span>,
  });
}
