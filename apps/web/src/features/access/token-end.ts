const DAY_MS = 24 * 60 * 60 * 1000;
/** A little less than what the registry allows, so that clocks that differ do not matter. */
const LONGEST_DAYS = 3650;

/** When a new token ends: with its revocation, in so many days, or at the end of a chosen day. */
export const endings = ['none', 'month', 'quarter', 'year', 'own'] as const;
export type Ending = (typeof endings)[number];

const DAYS = { month: 30, quarter: 90, year: 365 } as const;

/** Epoch ms, null for "when it is revoked", undefined where the chosen day (yyyy-mm-dd, local) is none that can be. */
export function endsAtOf(ending: Ending, day: string, now: number): number | null | undefined {
  if (ending === 'none') return null;
  if (ending !== 'own') return now + DAYS[ending] * DAY_MS;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return undefined;
  // The last moment of that day, where the person is.
  const at = new Date(`${day}T23:59:59`).getTime();
  return at > now && at <= now + LONGEST_DAYS * DAY_MS ? at : undefined;
}
