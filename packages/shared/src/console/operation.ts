import type { Actor, May } from './access.ts';
import type { BulkJob } from './bulk.ts';
import type { LaneMark } from './host.ts';
import type { Decision, IsolateResult, Isolation } from './isolation.ts';
import type { Preview } from './preview.ts';
import type { InstanceQuery } from './queries.ts';
import type { OperationUptake } from './uptake.ts';

/** One command of an operator, with its before and after. */
export type Operation = {
  id: string;
  at: number;
  /** Absent: not known. */
  tookMs?: number;
  by: Actor;
  requestId: string;
  action: string;
  /** A message key of the console and what goes into it. */
  sentence: { key: string; args: Record<string, string | number> };
  reason?: string;
  matched?: { query: InstanceQuery; total: number; frozenAt: number };
  outcome: 'done' | 'partly' | 'refused' | 'failed' | 'running';
  done: number;
  unchanged: number;
  failed: number;
  code: number;
  info: string;
  undoes?: string;
  undoneBy?: string;
  isolationId?: string;
  ticket?: string;
  /** `undo`: whether it can be taken back, and why not. */
  may?: May;
};

/** A state change of the registry beside what people did, in the timeline of an incident. */
export type IncidentMark = LaneMark & {
  /** Absent: of the whole service, because no host was named. */
  host?: string;
};

/** GET /console/v1/operations/timeline?ticket=: what happened to the hosts and services that its operations name. */
export type IncidentTimeline = {
  hosts: string[];
  services: { namespace: string; service: string }[];
  /** Newest first; the ring of state changes reaches back a day at most. */
  marks: IncidentMark[];
  /** There are more than are answered. */
  isCut: boolean;
  position: string;
  asOf: number;
};

export type Change = {
  target: { kind: string; id: string; label: string };
  /** JSON Pointer. */
  path: string;
  before: unknown;
  after: unknown;
  since?: { value: unknown; by: Actor; at: number };
};

/** GET /console/v1/operations/{id}/changes: at most a page of them. */
export type OperationChanges = {
  items: Change[];
  total: number;
  /** Of what isolated or put back: who has confirmed it by now. */
  uptake?: OperationUptake;
};

/** What a field is now (`before`) and what an undo makes of it, in so many things. One label is `/labels/{key}`. */
export type UndoValue = { path: string; before: unknown; after: unknown; count: number };

/** POST /console/v1/operations/{id}/undo/preview: the reverse, and what somebody has changed since. */
export type UndoPreview = Preview & {
  /** Of operations that changed fields: what each becomes, the commonest first, at most 20. */
  values: UndoValue[];
  /** How many changes have yet other values. */
  others: number;
  /** Changes that will be taken back. */
  fields: number;
  /** Changes that stay, because their value is no longer the one that the operation wrote. */
  keep: Change[];
  /** Changes of instances that are no longer there. */
  gone: number;
};

/** POST /console/v1/operations/{id}/undo. */
export type UndoRequest = { previewId: string; reason?: string; decisions: Decision[] };

/** 201 of an undo; it is an operation itself, with `undoes`. */
export type UndoAnswer = {
  operation: Operation;
  isolation?: Isolation;
  results?: IsolateResult[];
  /** Of a bulk command that was taken back: what came of it, and what failed. */
  job?: BulkJob;
  /** Absent where it is in the isolation. */
  uptake?: OperationUptake;
  position: string;
};
