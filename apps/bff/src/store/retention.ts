/** How long the store keeps what nobody serves from memory any more. All in milliseconds. */
export interface Retention {
  /** Packed records of what clients did (decision 14). */
  readonly clientHistoryMs: number;
  /** Answers of console writes, for a repeated request. */
  readonly idempotencyMs: number;
  /** Logically deleted instances. */
  readonly tombstoneMs: number;
  /** Operators' commands (data-shapes.md, audit). */
  readonly operationMs: number;
}

const DAY_MS = 24 * 60 * 60 * 1000;

export const DEFAULT_RETENTION: Retention = {
  clientHistoryMs: 7 * DAY_MS,
  idempotencyMs: DAY_MS,
  tombstoneMs: DAY_MS,
  operationMs: 400 * DAY_MS,
};
