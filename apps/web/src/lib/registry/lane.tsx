import type { LaneMark } from '@cynosure/shared/console/host.ts';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl/react';
import { Shape, type Tone } from '../../ui/mark.tsx';
import { useNow } from '../clock.ts';
import { useFormat } from '../format.ts';
import './lane.css';

const SPAN_MS = 30 * 60_000;
const TICK_MS = 5 * 60_000;
const MOST_SAID = 12;
const STEP_MS = 5_000;

const toneOf: Readonly<Record<LaneMark['kind'], Tone>> = {
  unhealthy: 'bad',
  healthy: 'good',
  late: 'caution',
  isolated: 'out',
  ended: 'good',
  registered: 'good',
  deregistered: 'none',
};

/** What happened in the last half hour, where it happened: "all at 14:01" is seen at once. */
export function Lane({ marks: all }: { marks: readonly LaneMark[] }) {
  const t = useTranslations('hosts');
  const format = useFormat();
  // The lane moves in steps: a second is a fraction of a pixel.
  const now = Math.floor(useNow() / STEP_MS) * STEP_MS;
  const marks = useMemo(
    () => thinned(all.filter(({ at }) => at > now - SPAN_MS).sort((a, b) => a.at - b.at)),
    [all, now],
  );
  const start = now - SPAN_MS;
  const ticks = Array.from({ length: SPAN_MS / TICK_MS + 1 }, (_, place) => start + place * TICK_MS);
  const left = (at: number) => ({ left: `${Math.min(100, Math.max(0, (100 * (at - start)) / SPAN_MS))}%` });
  const say = (mark: LaneMark) =>
    t(`laneMark.${mark.kind}`, { n: mark.count, service: mark.service, time: format.minute(mark.at, now) });
  const said = marks.slice(-MOST_SAID).map(say);
  return (
    <div className="lane">
      <span className="whitespace-nowrap text-ink-3 text-xs">{t('lane')}</span>
      <div
        className="lane-line"
        role="img"
        aria-label={said.length === 0 ? t('laneNothing') : t('laneSays', { marks: said.join('; ') })}
      >
        <i className="axis" />
        {ticks.map((at) => (
          <span key={at} className="tick-mark" style={left(at)}>
            <i />
            <span className="num">{format.minute(at, now)}</span>
          </span>
        ))}
        {marks.map((mark) => (
          <span
            key={`${mark.at} ${mark.kind} ${mark.namespace}/${mark.service}`}
            className="lane-mark"
            style={left(mark.at)}
            title={say(mark)}
          >
            <Shape tone={toneOf[mark.kind] ?? 'none'} />
          </span>
        ))}
      </div>
    </div>
  );
}

const MOST_MARKS = 60;
const THIN_MS = 30_000;

/** Of many changes, those of one kind and service within half a minute are one mark with their number. */
function thinned(marks: readonly LaneMark[]): readonly LaneMark[] {
  if (marks.length <= MOST_MARKS) return marks;
  const together = new Map<string, LaneMark>();
  for (const mark of marks) {
    const key = `${Math.floor(mark.at / THIN_MS)} ${mark.kind} ${mark.namespace}/${mark.service}`;
    const known = together.get(key);
    together.set(key, known ? { ...known, count: known.count + mark.count } : mark);
  }
  return [...together.values()];
}
