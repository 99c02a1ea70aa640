import type { InstanceActivity } from '@cynosure/shared/console/instance.ts';
import { useTranslations } from 'use-intl/react';
import { useNow } from '../../lib/clock.ts';
import { useFormat } from '../../lib/format.ts';
import { spansOf } from './spans.ts';

const WIDTH = 600;
const HEIGHT = 22;

/** Health over time as one band: healthy, unhealthy, and hatched where the instance was out of traffic. */
export function Timeline({ items }: { items: InstanceActivity['items'] }) {
  const t = useTranslations('instance.activity');
  const format = useFormat();
  const now = useNow();
  const { spans, turns, from } = spansOf(items, now);
  if (spans.length === 0) return null;
  const x = (at: number) => (WIDTH * (at - from)) / Math.max(1, now - from);
  return (
    <figure className="health-band">
      <figcaption className="section-head">
        {t('timeline')} <small>{format.clock(from, now)}</small>
      </figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={t('timelineSays', { n: turns, time: format.clock(from, now) })}
      >
        <defs>
          <pattern
            id="band-hatch"
            width="6"
            height="6"
            patternUnits="userSpaceOnUse"
            patternTransform="rotate(45)"
          >
            <rect className="hatch" width="2" height="6" />
          </pattern>
        </defs>
        {spans.map(({ at, until, health, isolated }) => (
          <g key={at}>
            <rect
              className={health}
              x={x(at)}
              y={health === 'unhealthy' ? 0 : 8}
              width={Math.max(1, x(until) - x(at))}
              height={health === 'unhealthy' ? HEIGHT : HEIGHT - 8}
            />
            {isolated ? (
              <rect
                fill="url(#band-hatch)"
                x={x(at)}
                y={0}
                width={Math.max(1, x(until) - x(at))}
                height={HEIGHT}
              />
            ) : null}
          </g>
        ))}
      </svg>
    </figure>
  );
}
