import type { May } from './access.ts';
import type { Counts } from './counts.ts';
import type { InstanceRow } from './instance.ts';
import type { Isolation } from './isolation.ts';

export type LaneMark = {
  at: number;
  kind: 'unhealthy' | 'healthy' | 'late' | 'isolated' | 'ended' | 'registered' | 'deregistered';
  namespace: string;
  service: string;
  count: number;
};

/** A host in the list of hosts. */
export type HostRow = {
  host: string;
  region: string;
  zone: string;
  campus: string;
  counts: Counts;
  services: number;
  namespaces: string[];
  clients?: number;
  isolated?: boolean;
  /** The newest heartbeat of any instance on it. */
  lastBeatAt?: number | null;
  changedAt?: number;
};

/** One host in full: GET /console/v1/hosts/{host}[,{host}…] answers an array of them. */
export type Host = HostRow & {
  isolations: Isolation[];
  /** State changes and operations of the last 30 minutes, oldest first. */
  lane: LaneMark[];
  instances: (InstanceRow & { serviceCounts: Counts; serviceClients?: number })[];
  /** Only where no instance is on it now: who left it lately, the last one first. */
  lastSeen?: { id: string; namespace: string; service: string; port: number; at: number }[];
  may?: May;
};
