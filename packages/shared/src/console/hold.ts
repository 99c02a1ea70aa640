import type { Permission } from './access.ts';
import type { Operation } from './operation.ts';

/**
 * Downward health flips that the registry holds because its own hearing is in doubt. `heard` of `expected`
 * instances beat; `zones` = zones that are silent, 0 once hearing is clear again. Times are epoch ms: `sinceAt` names
 * the hold, `endsAt` = when the last one turns unhealthy by itself, null while hearing is in doubt.
 */
export type Hold = {
  instances: number;
  sinceAt: number;
  heard: number;
  expected: number;
  zones: number;
  endsAt: number | null;
  may: { end: Permission };
};

/** What every reader is told: at each change, and after the hello while something is held. */
export type HoldState = { kind: 'none' } | ({ kind: 'holding' } & Hold);

/** Instances of a service in a zone (''= none given) that are held. */
export type HeldGroup = {
  namespace: string;
  service: string;
  zone: string;
  instances: number;
  hosts: number;
  /** Healthy ones that the service would have left if all that is held turned unhealthy; of `total`. */
  healthyAfter: number;
  total: number;
};

/** GET /health/hold: null = nothing is held. The groups, largest first; `more` = how many groups are left out. */
export type WholeHold = (Hold & { groups: HeldGroup[]; more: number }) | null;

/**
 * POST /health/hold/end. `release`: what is still silent turns unhealthy now; `discard`: it stays healthy and has
 * 3 × its TTL to be heard. `sinceAt` = the hold that was seen; another one is refused with 412.
 */
export type EndHold = { how: 'release' | 'discard'; sinceAt: number; reason: string };

export type EndHoldAnswer = { instances: number; operation: Operation; position: string };
