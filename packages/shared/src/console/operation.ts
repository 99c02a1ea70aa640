import type { Actor } from './access.ts';
import type { InstanceQuery } from './queries.ts';

/** One command of an operator, with its before and after. */
export type Operation = {
  id: string;
  at: number;
  tookMs: number;
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
};

export type Change = {
  target: { kind: string; id: string; label: string };
  /** JSON Pointer. */
  path: string;
  before: unknown;
  after: unknown;
  since?: { value: unknown; by: Actor; at: number };
};
