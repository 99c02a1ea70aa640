import type { ClientEntry, RecordKind } from './changes.ts';
import type { Operation } from './model.ts';

/** What happened to an instance, as people and subscribers see it (contract/health-check.md §11). */
export type InstanceHappening =
  | 'registered'
  | 'registeredAgain'
  | 'updated'
  | 'deregistered'
  | 'healthy'
  | 'unhealthy'
  | 'isolated'
  | 'restored';

export interface InstanceEvent {
  readonly kind: 'instance';
  readonly what: InstanceHappening;
  readonly slot: number;
  readonly id: string;
  readonly namespace: string;
  readonly service: string;
  readonly host: string;
  readonly port: number;
}

export interface RecordEvent {
  readonly kind: 'record';
  readonly of: RecordKind;
  readonly key: string;
  readonly what: 'put' | 'removed';
}

export interface OperationEvent {
  readonly kind: 'operation';
  readonly operation: Operation;
}

/** One batch of an operation that goes on: the operation itself is told with the last one. */
export interface BatchOfEvent {
  readonly kind: 'batchOf';
  readonly operationId: string;
}

export type RegistryEvent = InstanceEvent | RecordEvent | OperationEvent | BatchOfEvent;

/** All that one commit (or one overlay) changed; sent together, once it is visible. */
export interface EventBatch {
  readonly position: number;
  /** Epoch ms. */
  readonly at: number;
  readonly events: readonly RegistryEvent[];
  /** What clients did in the commit, with who it was; absent for an overlay. */
  readonly clientEntries?: readonly ClientEntry[];
}

export type EventListener = (batch: EventBatch) => void;
