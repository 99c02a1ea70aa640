/** Quarters of a TTL: in time up to one and a half, silent from three on (packages/shared/src/console/overview.ts). */
export function lateness(ages: readonly number[]): { inTime: number; late: number; silent: number } {
  const sum = (from: number, to: number) => ages.slice(from, to).reduce((all, count) => all + count, 0);
  return { inTime: sum(0, 6), late: sum(6, 12), silent: sum(12, ages.length) };
}
