/** So many TTLs without a beat make an instance unhealthy (contract/health-check.md §1). */
export const MISSED_BEATS = 3;

/** When an instance that was last heard at `heardAt` is due, in the same milliseconds. */
export const deadlineOf = (heardAt: number, ttlSeconds: number): number =>
  heardAt + MISSED_BEATS * ttlSeconds * 1000;

/** Whether the promised beats have been missed at `now`. */
export const isOverdue = (heardAt: number, ttlSeconds: number, now: number): boolean =>
  now >= deadlineOf(heardAt, ttlSeconds);

/** How many beats in a row are missing: 0 to 3. */
export const missedBeats = (heardAt: number, ttlSeconds: number, now: number): 0 | 1 | 2 | 3 => {
  const missed = Math.floor((now - heardAt) / (ttlSeconds * 1000));
  return missed <= 0 ? 0 : missed >= 3 ? 3 : missed === 1 ? 1 : 2;
};
