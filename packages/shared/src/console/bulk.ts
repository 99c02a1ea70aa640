import type { Actor } from './access.ts';
import type { Decision } from './isolation.ts';
import type { Operation } from './operation.ts';
import type { Preview } from './preview.ts';
import type { OperationUptake } from './uptake.ts';

/** Fields of instances that can be changed for many at once; a label is `/labels/{key}`, null takes it away. */
export type BulkEdit = { path: string; value: unknown };

/** What instances a bulk command is for; all but `selection` are frozen by the preview. */
export type BulkTarget = { selection: string } | { instanceIds: string[] };

/** POST /console/v1/bulk/preview: reads only. */
export type BulkPreviewRequest = { target: BulkTarget } & (
  | { action: 'edit'; edits: BulkEdit[] }
  | { action: 'deregister' }
);

/** Values that a field has now, the commonest first, at most 5; `others`: how many instances have yet other ones. */
export type BulkField = {
  path: string;
  before: { value: unknown; count: number }[];
  others: number;
  after: unknown;
};

/** Its answer: the frozen set, what becomes of each service, and of each field. */
export type BulkPreview = Preview & {
  fields: BulkField[];
  /** Instances of the target that are no longer registered. */
  gone: number;
};

/** POST /console/v1/bulk. `expect` must be `totals.instances` of the preview; deregistering needs it typed. */
export type BulkRequest = {
  previewId: string;
  expect: number;
  reason?: string;
  decisions: Decision[];
  typed?: string;
};

export type BulkResult = {
  instanceId: string;
  /** `service host:port` as it was. */
  label: string;
  outcome: 'done' | 'unchanged' | 'left' | 'failed';
  code: number;
  info: string;
};

/**
 * A bulk command that runs on the server, or has run: 202 of POST /bulk, GET /bulk/{id}. It goes on without the
 * browser that started it.
 */
export type BulkJob = {
  /** Of the operation that it is in the history. */
  id: string;
  action: 'edit' | 'deregister' | 'undo';
  /** What it gives each of them. */
  edits?: BulkEdit[];
  outcome: 'running' | 'done' | 'partly';
  total: number;
  done: number;
  unchanged: number;
  left: number;
  failed: number;
  startedAt: number;
  endedAt?: number;
  by: Actor;
  /** Somebody stopped it between two batches; the rest was not touched. */
  cancelled: boolean;
  /** At most 500; GET /bulk/{id}/results has them all. */
  failures: BulkResult[];
};

/** GET /console/v1/bulk/{id}. Once it is over: its operation, and how far that has come to the clients. */
export type BulkStatus = { job: BulkJob; operation?: Operation; uptake?: OperationUptake; position: string };
