import type { Isolation, IsolationTab } from '@cynosure/shared/console/isolation.ts';

/** Tab of the address → what the registry calls it. */
export const tabs = {
  'in-force': 'inForce',
  drift: 'drift',
  ending: 'ending',
  ended: 'ended',
} as const satisfies Record<string, IsolationTab>;
export type TabName = keyof typeof tabs;
export const tabNames: readonly TabName[] = ['in-force', 'drift', 'ending', 'ended'];

export const SOON_MS = 10 * 60_000;
const REVIEW_AFTER_MS = 4 * 3_600_000;
const BEHIND_AFTER_MS = 30_000;

/** Whether an isolation belongs to a tab at a moment. */
export function isInTab(isolation: Isolation, tab: IsolationTab, now: number): boolean {
  if (tab === 'ended') return isolation.state === 'ended';
  if (isolation.state === 'ended') return false;
  if (tab === 'drift') return isolation.drift.length > 0;
  if (tab === 'ending') return isEndingSoon(isolation, now);
  return true;
}

export const isEndingSoon = ({ endsAt }: Isolation, now: number): boolean =>
  endsAt !== null && endsAt - now <= SOON_MS;

/** Without an end and so old that somebody should look whether it is still meant. */
export const needsReview = ({ endsAt, sinceAt, state }: Isolation, now: number): boolean =>
  state === 'inForce' && endsAt === null && now - sinceAt > REVIEW_AFTER_MS;

/** Clients that have had the time to follow and have not. */
export function clientsBehind({ uptake }: Isolation, now: number): number {
  if (uptake.doneAt !== undefined || now - uptake.startedAt < BEHIND_AFTER_MS) return 0;
  return Math.max(0, uptake.clients - uptake.confirmed);
}
