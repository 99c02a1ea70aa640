/** What the indicator says about the data on screen (console/spec.md §9); `html[data-live]` has the spelling below. */
export type LiveWord = 'live' | 'catching-up' | 'polling' | 'paused' | 'stale';

/** What the connection knows of itself. Times are this browser's epoch ms. */
export type LiveFacts = {
  startedAt: number;
  lastHeardAt: number | undefined;
  /** The stream has said hello and has not ended. */
  open: boolean;
  polling: boolean;
  paused: boolean;
  /** Since when the page re-reads what it missed. */
  resyncSince: number | undefined;
};

const QUIET_MS = 7_000;
export const STALE_MS = 10_000;
const RESYNC_SHOWN_MS = 500;

/** Milliseconds since anything was heard. */
export const silenceMs = (facts: LiveFacts, now: number): number =>
  now - (facts.lastHeardAt ?? facts.startedAt);

export function liveWord(facts: LiveFacts, now: number): LiveWord {
  if (facts.paused) return 'paused';
  const silence = silenceMs(facts, now);
  if (silence >= STALE_MS) return 'stale';
  if (facts.resyncSince !== undefined && now - facts.resyncSince > RESYNC_SHOWN_MS) return 'catching-up';
  if (facts.polling) return facts.lastHeardAt === undefined ? 'catching-up' : 'polling';
  return facts.open && silence <= QUIET_MS ? 'live' : 'catching-up';
}

const STEPS_MS = [1_000, 2_000, 4_000, 8_000, 15_000];

/** How long to wait before the n-th attempt in a row (from 0), spread so that browsers do not return in step. */
export function retryDelayMs(attempt: number, random: number): number {
  const step = STEPS_MS[Math.min(attempt, STEPS_MS.length - 1)] ?? 15_000;
  return Math.round(step * (0.8 + 0.4 * random));
}
