import type { May } from './access.ts';
import type { Counts } from './counts.ts';

export type Namespace = {
  name: string;
  services: number;
  counts: Counts;
  /** Namespaces that may see its services; `*` = all, empty = only here. */
  exportTo: string[];
  comment: string;
  revision: string;
  /** What stands in the way of deleting it. */
  blockers: { services: number; configGroups: number };
  changedAt?: number;
  may: May;
};
