import type { Counts } from './counts.ts';

export type SearchKind = 'host' | 'hostPrefix' | 'service' | 'instance' | 'isolation' | 'operation';

export type SearchItem = {
  label: string;
  /** A path of the console. */
  to: string;
  counts?: Counts;
  hint?: string;
  /** Hosts: in how many services, where, and whose last healthy instance is on it. */
  services?: number;
  zone?: string;
  lastHealthyOf?: string[];
  /** Services and instances. */
  namespace?: string;
  /** Operations and isolations. */
  at?: number;
  sentence?: { key: string; args: Record<string, string | number> };
};

/** GET /console/v1/search?q=&limit=5. */
export type SearchAnswer = {
  read: 'host' | 'hostPort' | 'hosts' | 'prefix' | 'id' | 'text';
  /** Where hosts were named among other things: all of them that can be looked at together, at most 50. */
  hosts?: string[];
  /** Words beside them that name none, at most 20. */
  ignored?: string[];
  /** How many hosts more than 50 were named. */
  surplus?: number;
  groups: { kind: SearchKind; total: number; items: SearchItem[] }[];
};
