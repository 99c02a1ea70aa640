import type { May } from './access.ts';
import type { Counts } from './counts.ts';

/** When isolating warns: never below one healthy instance, and under a share. */
export type Guard = {
  stopAtHealthy: 0;
  /** 0 … 1 */
  warnBelowShare: number;
  warnZoneEmptied: boolean;
  from: 'default' | 'namespace' | 'service';
};

export type ServiceRow = {
  namespace: string;
  service: string;
  counts: Counts;
  zones: string[];
  /** Commonest first. */
  versions: { value: string; count: number }[];
  labels: Record<string, string>;
  department: string;
  business: string;
  comment: string;
  /** Absent: that part did not answer. */
  clients?: number;
  guard: Guard;
  revision: string;
  /** What a client sends to say which instances it holds. */
  instanceRevision: string;
  changedAt: number;
  may: May;
};

/** One service in full: GET /console/v1/services/{namespace}/{service}. Members of ServiceRow plus what only the page shows. */
export type Service = ServiceRow & {
  createdAt?: number;
  owners?: string;
  exportTo?: string[];
  /** Clients that hold `instanceRevision`. */
  clientsUpToDate?: number;
  /** Set when the address names an alias: this is the data of the service it points to. */
  aliasOf?: { namespace: string; service: string };
};
