import type { Instance } from '@cynosure/shared/console/instance.ts';

/** How an arrival stands to the promised interval; the same limits as "late, 1 missed" in tables. */
export type Punctuality = 'onTime' | 'late' | 'missed';

export type Beat = { at: number; gapMs: number; missed: number; kind: Punctuality };

const LATE_FROM = 1.4;
const VERDICT_FROM = 3;

/** Arrivals with how many beats were missing before each. The first that was heard has no gap. */
export function beatsOf(beats: Instance['beats'], ttlSeconds: number): Beat[] {
  return beats.map(({ at, gapMs }) => {
    const periods = gapMs / (ttlSeconds * 1000);
    const missed = periods >= LATE_FROM ? Math.max(1, Math.floor(periods)) : 0;
    return { at, gapMs, missed, kind: periods >= VERDICT_FROM ? 'missed' : missed > 0 ? 'late' : 'onTime' };
  });
}

export type BeatSummary = { heard: number; late: number; longestMs: number; usualMs: number };

/** The few numbers that stand beside the picture. `usualMs`: the middle gap. */
export function summaryOf(beats: readonly Beat[]): BeatSummary {
  const gaps = beats.map(({ gapMs }) => gapMs).filter((gap) => gap > 0);
  const sorted = gaps.toSorted((a, b) => a - b);
  return {
    heard: beats.length,
    late: beats.filter(({ kind }) => kind !== 'onTime').length,
    longestMs: sorted.at(-1) ?? 0,
    usualMs: sorted[Math.floor(sorted.length / 2)] ?? 0,
  };
}
