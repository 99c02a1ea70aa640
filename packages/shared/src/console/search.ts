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
  groups: { kind: SearchKind; total: number; items: SearchItem[] }[];
};
