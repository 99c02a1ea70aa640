/**
 * How many instances are in which state. A partition: isolated wins, then unchecked, so the four parts always
 * add up to `total` (console/data-shapes.md §2.2).
 */
export type Counts = {
  total: number;
  healthy: number;
  unhealthy: number;
  isolated: number;
  unchecked: number;
};

export const noCounts = (): Counts => ({ total: 0, healthy: 0, unhealthy: 0, isolated: 0, unchecked: 0 });
