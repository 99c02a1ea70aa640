import type { Minute } from '@cynosure/shared/console/overview.ts';

const LOOKS_BACK = 10;

/** What happened lately: sums since the first busy minute of the last ten; undefined while nothing turned unhealthy. */
export function recentTurns(
  minutes: readonly Minute[],
): { since: number; bad: number; good: number } | undefined {
  const recent = minutes.slice(-LOOKS_BACK);
  const begin = recent.findIndex((minute) => minute.unhealthy > 0);
  const span = begin < 0 ? [] : recent.slice(begin);
  const [first] = span;
  if (!first) return undefined;
  return { since: first.at, bad: sum(span, 'unhealthy'), good: sum(span, 'healthy') };
}

/** The minute in which most instances turned unhealthy. */
export function peakOf(minutes: readonly Minute[]): Minute | undefined {
  let peak: Minute | undefined;
  for (const minute of minutes) if (minute.unhealthy > (peak?.unhealthy ?? 0)) peak = minute;
  return peak;
}

/** A scale whose two lines are round numbers: the half and the whole of 2, 4, 10, 20, 40, 100 … */
export function roundScale(most: number): number {
  for (let power = 1; ; power *= 10) {
    for (const step of [2, 4, 10]) if (step * power >= most) return step * power;
  }
}

const sum = (minutes: readonly Minute[], key: 'unhealthy' | 'healthy'): number =>
  minutes.reduce((total, minute) => total + minute[key], 0);
