import type { Actor, May } from './access.ts';
import type { LaneMark } from './host.ts';
import type { Change, Operation } from './operation.ts';
import type { Health } from './state.ts';
import type { Uptake } from './uptake.ts';

/** An instance as lists show it. Times are epoch ms of the server's clock. */
export type InstanceRow = {
  id: string;
  namespace: string;
  service: string;
  host: string;
  port: number;
  /** `reported`: the last value when nobody checks. */
  health: { state: Health; sinceAt: number; missedBeats: 0 | 1 | 2 | 3; reported?: boolean };
  /** null: in traffic. `intents` empty: the flag was set through the registry's API only. */
  isolation: null | { intents: string[]; endsAt: number | null; sinceAt: number; by: string };
  checked: boolean;
  /** null: not checked. */
  ttlSeconds: number | null;
  weight: number;
  priority: number;
  protocol: string;
  version: string;
  region: string;
  zone: string;
  campus: string;
  labels: Record<string, string>;
  /** Path of a field an operator holds → what the client registered. */
  held: Record<string, HeldValue>;
  /** null: none yet. */
  lastBeatAt: number | null;
  revision: string;
  registeredAt: number;
  changedAt: number;
  /** Set once the instance has left while a result set still shows it. */
  gone?: { at: number; by: string };
  may: May;
};

/** A field that keeps its value when the instance registers again. */
export type HeldValue = {
  /** What the client says instead; null = it has no such label, or no check. */
  client: unknown;
  by: string;
  /** Epoch ms. */
  at: number;
  reason: string;
};

/** An isolation as one of its instances shows it. */
export type InstanceIntent = {
  id: string;
  by: Actor;
  reason: string;
  ticket: string;
  sinceAt: number;
  endsAt: number | null;
};

/** One instance in full: GET /console/v1/instances/{id}. */
export type Instance = InstanceRow & {
  /** Absent: it registered before the server's last start. */
  registeredBy?: { clientId?: string; host: string; sdk?: string; door: 'grpc' | 'http' } | undefined;
  /** The last arrivals, oldest first, at most 60. */
  beats: { at: number; gapMs: number }[];
  uptake: Uptake;
  /** The isolations that take it out of traffic, oldest first. */
  intents: InstanceIntent[];
  /** Sum of the weights of the others of its service that are healthy and in traffic. */
  othersWeight: number;
  logicSet: string;
  vpcId: string;
};

/**
 * GET /console/v1/instances/{id}/activity: at most 100, newest first. Operations with what they changed of this
 * instance; turns of its state as far back as the server remembers.
 */
export type InstanceActivity = {
  items: (
    | { kind: 'operation'; at: number; operation: Operation; changes: Change[] }
    | { kind: 'turn'; at: number; turn: LaneMark['kind'] }
  )[];
  position: string;
  asOf: number;
};
