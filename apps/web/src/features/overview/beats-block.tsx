import type { Overview } from '@cynosure/shared/console/overview.ts';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../lib/format.ts';
import { Block, BlockNote } from './block.tsx';
import { lateness } from './lateness.ts';

const WIDTH = 390;
const HEIGHT = 56;
const PER_TTL = 4;

/** How late heartbeats are: the age of every instance's newest one against its own TTL. Late ones stand to the right. */
export function BeatsBlock({ beats }: { beats: Overview['beats'] }) {
  const t = useTranslations('overview');
  const format = useFormat();
  const ages = beats?.ages ?? [];
  const { inTime, late, silent } = lateness(ages);
  const total = inTime + late + silent;
  if (total === 0) return null;
  const step = WIDTH / ages.length;
  const most = Math.max(...ages, 1);
  const kindOf = (place: number) =>
    place >= 3 * PER_TTL ? 'silent' : place >= 1.5 * PER_TTL ? 'late' : 'inTime';
  return (
    <Block title={t('beats')}>
      <BlockNote>{t('beatsSay', { n: inTime, late, silent })}</BlockNote>
      <svg
        className="beat-ages"
        viewBox={`0 0 ${WIDTH} ${HEIGHT + 16}`}
        width="100%"
        role="img"
        aria-label={t('beatsSay', { n: inTime, late, silent })}
      >
        {ages.map((count, place) => {
          const height = count === 0 ? 0 : Math.max(2, (count / most) * HEIGHT);
          return (
            <rect
              // Buckets are what they are by their place.
              key={place}
              className={kindOf(place)}
              x={place * step + 1}
              y={HEIGHT - height}
              width={step - 2}
              height={height}
            >
              <title>{t('beatsBucket', { n: count, ttl: format.number(place / PER_TTL) })}</title>
            </rect>
          );
        })}
        <line x1="0" x2={WIDTH} y1={HEIGHT} y2={HEIGHT} stroke="var(--cy-line-2)" />
        {[1, 2, 3].map((ttl) => (
          <text key={ttl} x={ttl * PER_TTL * step} y={HEIGHT + 13} textAnchor="middle" className="chart-text">
            {t('beatsTtl', { n: String(ttl) })}
          </text>
        ))}
      </svg>
    </Block>
  );
}
