import type { Permission } from './access.ts';
import type { Counts } from './counts.ts';

/** POST /console/v1/isolations/preview: reads only. */
export type PreviewRequest = {
  action: 'isolate' | 'end';
  target: { hosts: string[] } | { selection: string } | { instanceIds: string[] } | { isolationId: string };
};

export type Verdict = 'stop' | 'warn' | 'ok' | 'unchanged' | 'forbidden';

export type Cause =
  | { kind: 'noneHealthy'; fallback: 'unhealthyInstances' | 'noInstance' }
  /** All of its healthy instances would have the weight 0. */
  | { kind: 'noWeight' }
  | { kind: 'underShare'; share: number; limit: number }
  | { kind: 'zoneEmptied'; zone: string }
  | { kind: 'alreadyUnhealthy' }
  | { kind: 'alreadyIsolated'; by: string; sinceAt: number }
  /** Of those that would return to traffic. */
  | { kind: 'returnUnhealthy'; instances: number }
  /** By another isolation, or by the registry's own flag. */
  | { kind: 'stayIsolated'; instances: number };

/** What clients call of a service in one zone, now and afterwards. */
export type ZoneEffect = { zone: string; healthyNow: number; healthyAfter: number };

export type PreviewService = {
  namespace: string;
  service: string;
  /** Instances of it among the target. */
  here: number;
  /** Of those, how many would change. */
  change: number;
  now: Counts;
  after: Counts;
  /** Sums over the healthy ones in traffic. */
  weightNow: number;
  weightAfter: number;
  /** The zones of the instances concerned. */
  zones: ZoneEffect[];
  /** All zones of the service. */
  spread: ZoneEffect[];
  verdict: Verdict;
  causes: Cause[];
  /** The remaining ones, at most 5, only for `stop`. */
  others: { host: string; port: number; state: string; sinceAt: number }[];
  clients: number;
};

export type Preview = {
  previewId: string;
  position: string;
  computedAt: number;
  expiresAt: number;
  totals: {
    instances: number;
    services: number;
    namespaces: number;
    change: number;
    unchanged: number;
    forbidden: number;
    stopped: number;
  };
  /** In this order: stop, warn, changed, unchanged. */
  services: PreviewService[];
  /** Whether who looks may confirm it; absent where the write finds that. */
  may?: Permission;
};

/** What a 409 PreviewChanged carries besides the problem's own members. */
export type PreviewChanged = {
  preview: Preview;
  changes: { namespace: string; service: string; from: Verdict; to: Verdict; what: string }[];
};
