import type { BulkJob } from './bulk.ts';
import type { Counts } from './counts.ts';
import type { Isolation } from './isolation.ts';
import type { Operation } from './operation.ts';

export type Attention = {
  namespace: string;
  service: string;
  counts: Counts;
  why: 'noneHealthy' | 'underGuard' | 'cluster';
  /** What most of the unhealthy ones have in common: `key` is version, zone or host. */
  clue?: { key: string; value: string; count: number };
  sinceAt: number;
};

export type Minute = {
  at: number;
  unhealthy: number;
  healthy: number;
  registered: number;
  deregistered: number;
};

/**
 * How old the newest heartbeat of each checked instance is, in quarters of its own TTL: `ages[0]` up to 0.25 of it,
 * the last, thirteenth, 3 × TTL and older. Healthy clients fill the first four evenly.
 */
export type BeatAges = { ages: number[]; unheard: number };

/**
 * GET /console/v1/overview, and live in parts. Any part may be missing (it did not answer); the reader shows
 * "?" there, never 0.
 */
export type Overview = {
  counts: Counts;
  services: { total: number; noneHealthy: number; underGuard: number };
  isolations: {
    /** Made here, or by an entry with a reason. */
    inForce: number;
    /** Hosts of which instances are out of traffic by a flag alone, which the registry's API or their clients have set. */
    flagged?: number;
    endingSoon: number;
    drift: number;
  };
  /** `behind`: for longer than 30 s. `p99Ms`: until 99 % had confirmed a change, over the last 10 minutes. */
  clients: { total: number; behind: number; p99Ms: number };
  nodes: { up: number; total: number; heartbeatsPerSecond: number; storeWriteMs: number };
  /** The last 60 minutes, oldest first. */
  perMinute: Minute[];
  /** At most 8. */
  attention: Attention[];
  /** At most 5. */
  /** `isolated`: as a whole; what is unhealthy and in traffic then was left there on purpose. */
  hosts: { host: string; zone: string; counts: Counts; sinceAt: number; isolated: boolean }[];
  zones: { zone: string; counts: Counts }[];
  beats?: BeatAges;
  isolated: Isolation[];
  changes: Operation[];
  /** Bulk changes that run now, without their failures. */
  running?: BulkJob[];
  /** For the rail. */
  totals: { hosts: number; namespaces: number };
};
