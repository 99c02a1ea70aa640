import type { Actor, May } from './access.ts';
import type { Operation } from './operation.ts';
import type { Uptake } from './uptake.ts';

export type IsolationTab = 'inForce' | 'drift' | 'ending' | 'ended';

/** An operator's intent: who took what out of traffic, why, until when. */
export type Isolation = {
  id: string;
  scope: 'host' | 'instances';
  hosts: string[];
  /** The one instance that it is of, where it is of one. */
  instance?: { namespace: string; service: string; host: string; port: number };
  /** Only this service on the host; absent = all that is on it. */
  service?: { namespace: string; service: string };
  /** Services on the host that stay in traffic. */
  leave: { namespace: string; service: string }[];
  reason: string;
  ticket: string;
  by: Actor;
  sinceAt: number;
  /** null: when somebody ends it. */
  endsAt: number | null;
  state: 'inForce' | 'ended';
  endedAt?: number;
  endedBy?: Actor | 'time';
  counts: {
    instances: number;
    services: number;
    inForce: number;
    backInTraffic: number;
    arrived: number;
    registeredAgain: number;
  };
  drift: { instanceId: string; host: string; port: number; kind: 'backInTraffic'; at: number; by: Actor }[];
  uptake: Uptake;
  operationId: string;
  /** The operation that would be taken back next. Absent: none made it, it was set through the registry's API. */
  undo?: { operationId: string; what: 'isolate' | 'extend' | 'change' };
  revision: string;
  may: May;
};

/** POST /console/v1/isolations. At most one of `endsAt` and `durationSeconds` (60 s … 30 d); neither = by hand. */
export type IsolateRequest = {
  previewId: string;
  /** 3–256 characters. */
  reason: string;
  ticket?: string;
  endsAt?: number | null;
  durationSeconds?: number;
  decisions: Decision[];
};

/** What to do with a service that the guard stops. An override needs the service's name, typed. */
export type Decision = { namespace: string; service: string; decision: 'leave' | 'override'; typed?: string };

export type IsolateResult = {
  namespace: string;
  service: string;
  instanceId: string;
  outcome: 'done' | 'unchanged' | 'left' | 'failed';
  code: number;
  info: string;
  revision?: string;
};

/** 201 of POST /console/v1/isolations. */
export type IsolateAnswer = {
  isolation: Isolation;
  operation: Operation;
  results: IsolateResult[];
  position: string;
};

/** POST /console/v1/isolations/{id}/end. */
export type EndRequest = { previewId: string; reason?: string };

/** 200 of an end. */
export type EndAnswer = {
  isolation: Isolation;
  operation: Operation;
  results: IsolateResult[];
  position: string;
};

/** 200 of POST /console/v1/isolations/release (a preview of `end` with instances): single instances, whatever covers them. */
export type ReleaseAnswer = { operation: Operation; results: IsolateResult[]; position: string };

/** PATCH /console/v1/isolations/{id}, a merge patch (RFC 7396). */
export type IsolationPatch = { endsAt?: number | null; reason?: string; ticket?: string };

/** POST /console/v1/isolations/ahead: hosts that carry nothing yet; what arrives on them comes isolated. */
export type AheadRequest = {
  hosts: string[];
  reason: string;
  ticket?: string;
  endsAt?: number | null;
  durationSeconds?: number;
};

/** POST /console/v1/isolations/{id}/accept, and …/reassert where `previewId` belongs to it. */
export type DriftRequest = { instanceIds: string[]; previewId?: string };

/** What a change of an isolation answers: extending, settling drift, isolating ahead. */
export type IsolationAnswer = { isolation: Isolation; operation: Operation; position: string };
