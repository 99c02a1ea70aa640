import type { Minute } from '@cynosure/shared/console/overview.ts';
import { useNavigate } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../lib/format.ts';
import { links } from '../../lib/registry/links.ts';
import { hasPage } from '../../lib/registry/pages.ts';
import { useMedia } from '../../ui/use-media.ts';
import { peakOf, roundScale } from './turns.ts';

const MIDDLE = 66;
const UP = 52;
const DOWN = 18;
const TIMES = [0, 0.25, 0.5, 0.75, 1];
/** On narrow screens the last half hour, so that a minute stays wide enough to see. */
const NARROW_MINUTES = 30;

/** State changes per minute: unhealthy upwards, healthy downwards. */
export function ChangesChart({ minutes }: { minutes: readonly Minute[] | undefined }) {
  const t = useTranslations('overview');
  return (
    <section className="block" aria-label={t('changes')}>
      <header>
        <h2>{t('changes')}</h2>
        <span className="text-ink-3 text-xs">{t('perMinute')}</span>
        <span className="flex-1" />
        <span className="chart-key">
          <i className="bg-unhealthy-mark" />
          {t('turnedUnhealthy')}
        </span>
        <span className="chart-key">
          <i className="bg-healthy-mark" />
          {t('turnedHealthy')}
        </span>
      </header>
      <div className="chart">{minutes ? <Bars minutes={minutes} /> : <div className="h-[100px]" />}</div>
    </section>
  );
}

function Bars({ minutes: all }: { minutes: readonly Minute[] }) {
  const narrow = useMedia('(max-width: 640px)');
  const minutes = narrow ? all.slice(-NARROW_MINUTES) : all;
  const width = narrow ? 358 : 780;
  const t = useTranslations('overview');
  const format = useFormat();
  const step = width / Math.max(1, minutes.length);
  const scale = roundScale(
    Math.max(...minutes.map((minute) => Math.max(minute.unhealthy, minute.healthy * (UP / DOWN) * 0.35)), 1),
  );
  const up = (value: number) => (value / scale) * UP;
  const down = (value: number) => Math.min(DOWN, (value / scale) * UP);
  const navigate = useNavigate();
  // For the pointer only: the same is reached by the link to all activity.
  const toActivity = hasPage(links.activity)
    ? (at: number) =>
        void navigate(
          `${links.activity}?${new URLSearchParams({ from: String(at), to: String(at + 60_000) })}`,
        )
    : undefined;
  const peak = peakOf(minutes);
  const time = (at: number) => format.clock(at).slice(0, 5);
  const first = minutes[0]?.at ?? 0;
  const last = (minutes.at(-1)?.at ?? 0) + 60_000;
  return (
    <svg
      viewBox={`0 0 ${width} 100`}
      width="100%"
      role="img"
      aria-label={t('chart', {
        peak: peak ? 'some' : 'none',
        n: peak?.unhealthy ?? 0,
        time: peak ? time(peak.at) : '',
      })}
    >
      {[scale, scale / 2].map((line) => (
        <g key={line}>
          <line x1="0" x2={width} y1={MIDDLE - up(line)} y2={MIDDLE - up(line)} stroke="var(--cy-line)" />
          <text x="0" y={MIDDLE - up(line) - 3} className="chart-text">
            {format.number(line)}
          </text>
        </g>
      ))}
      {minutes.map((minute, place) => (
        // biome-ignore lint/a11y/noStaticElementInteractions: a shortcut for the pointer; the link to all activity does the same.
        <g
          key={minute.at}
          className={toActivity ? 'cursor-pointer' : undefined}
          onClick={toActivity && (() => toActivity(minute.at))}
        >
          <title>{t('minute', { time: time(minute.at), bad: minute.unhealthy, good: minute.healthy })}</title>
          <rect x={place * step} y="0" width={step} height={MIDDLE + DOWN} fill="transparent" />
          <rect
            x={place * step + 1.5}
            y={MIDDLE - up(minute.unhealthy) - 1}
            width={step - 3}
            height={Math.max(1.5, up(minute.unhealthy))}
            rx="1"
            fill={minute.unhealthy > 0 ? 'var(--cy-unhealthy-mark)' : 'var(--cy-line-2)'}
          />
          <rect
            x={place * step + 1.5}
            y={MIDDLE + 1}
            width={step - 3}
            height={Math.max(1.5, down(minute.healthy))}
            rx="1"
            fill={minute.healthy > 0 ? 'var(--cy-healthy-mark)' : 'var(--cy-line-2)'}
          />
        </g>
      ))}
      <line x1="0" x2={width} y1={MIDDLE} y2={MIDDLE} stroke="var(--cy-line-2)" />
      {TIMES.map((part) => (
        <text
          key={part}
          x={part * width}
          y="97"
          textAnchor={part === 0 ? 'start' : part === 1 ? 'end' : 'middle'}
          className="chart-text"
        >
          {time(first + part * (last - first))}
        </text>
      ))}
    </svg>
  );
}
