import type { Instance } from '@cynosure/shared/console/instance.ts';
import { useTranslations } from 'use-intl/react';
import { useNow } from '../../lib/clock.ts';
import { useFormat } from '../../lib/format.ts';
import { type Beat, beatsOf, summaryOf } from './beats.ts';

const MOST = 60;
const STEP = 7;
const WIDTH = MOST * STEP;
/** The height stands for 3 × TTL, at which the verdict falls. */
const HEIGHT = 36;
const LIMIT = 3;

/**
 * The last arrivals as ticks, as tall as the gap before each, against the TTL: an even comb is a healthy client, a
 * tall tick a late one. The last, hollow tick is the silence that lasts now.
 */
export function BeatTicks({ instance, ttlSeconds }: { instance: Instance; ttlSeconds: number }) {
  const t = useTranslations('instance.beats');
  const format = useFormat();
  const now = useNow();
  const beats = beatsOf(instance.beats ?? [], ttlSeconds);
  const summary = summaryOf(beats);
  const shown = beats.slice(-(MOST - 1));
  const silence = instance.lastBeatAt ? Math.max(0, now - instance.lastBeatAt) : 0;
  const tall = (ms: number) => Math.max(2, Math.min(1, ms / (LIMIT * ttlSeconds * 1000)) * HEIGHT);
  const left = (place: number) => (MOST - 1 - shown.length + place) * STEP;
  const ttlAt = HEIGHT - HEIGHT / LIMIT;
  const open = beatsOf([{ at: now, gapMs: silence }], ttlSeconds)[0]?.kind ?? 'onTime';
  return (
    <svg
      className="beat-ticks"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={[
        t('picture', {
          n: summary.heard,
          late: summary.late,
          longest: format.shortSpan(summary.longestMs),
          usual: format.shortSpan(summary.usualMs),
        }),
        silence > 0 ? t('open', { span: format.span(silence) }) : '',
      ]
        .filter(Boolean)
        .join('; ')}
    >
      {shown.map((beat, place) => (
        <rect
          key={beat.at}
          className={beat.kind}
          x={left(place)}
          y={HEIGHT - tall(beat.gapMs)}
          width={STEP - 2}
          height={tall(beat.gapMs)}
        >
          <title>{titleOf(beat)}</title>
        </rect>
      ))}
      <rect
        className={`open ${open}`}
        x={WIDTH - STEP + 0.5}
        y={HEIGHT - tall(silence) + 0.5}
        width={STEP - 3}
        height={tall(silence) - 1}
      />
      <path className="axis" d={`M0 ${ttlAt}H${WIDTH}`} />
    </svg>
  );

  function titleOf(beat: Beat): string {
    return [
      format.precise(beat.at),
      beat.gapMs > 0 ? format.shortSpan(beat.gapMs) : '',
      t(`kind.${beat.kind}`),
    ]
      .filter(Boolean)
      .join(' · ');
  }
}
