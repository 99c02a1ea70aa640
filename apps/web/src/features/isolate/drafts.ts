import type { Ends } from './ends.ts';

/** What was typed into a sheet that was closed without confirming. */
export type Draft = { reason: string; ticket: string; ends: Ends };

const KEPT_MS = 10 * 60_000;
const MOST = 20;
const kept = new Map<string, { draft: Draft; at: number }>();

/** Keeps what was typed for ten minutes, by what it was about. */
export function keepDraft(about: string, draft: Draft, now: number): void {
  kept.delete(about);
  if (draft.reason.trim() !== '') kept.set(about, { draft, at: now });
  const [oldest] = kept.keys();
  if (kept.size > MOST && oldest !== undefined) kept.delete(oldest);
}

export function draftFor(about: string, now: number): Draft | undefined {
  const one = kept.get(about);
  return one && now - one.at < KEPT_MS ? one.draft : undefined;
}

export const dropDraft = (about: string): boolean => kept.delete(about);
