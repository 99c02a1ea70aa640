import type { HeldValues } from './held-values.ts';
import type {
  Alias,
  BulkProgress,
  Client,
  Contract,
  InstanceState,
  Isolation,
  Namespace,
  Operation,
  Service,
} from './model.ts';

/**
 * What a decision wants changed. A change names only the fields that it sets; it is written by the store
 * and applied to the tables as it is, so it must hold everything that either needs (core.md §1).
 */
export type Change =
  | RecordPut
  | RecordRemove
  | {
      /** A whole instance: registered, or its facts edited. Replaces what the slot held. */
      readonly kind: 'instance.put';
      readonly row: InstanceRow;
    }
  | {
      /** Flags, revision, health of a live instance. */
      readonly kind: 'instance.state';
      readonly slot: number;
      readonly state: InstanceState;
      /**
       * Of a verdict of our own checker: whether it is still the last word when it is applied. One that a beat has
       * overtaken meanwhile is kept as the store has it, and readers go on seeing what came later. Never stored.
       */
      readonly isLastWord?: () => boolean;
    }
  | {
      /** Logically deleted: gone from all reads, kept by the store until cleaned. The slot is free again. */
      readonly kind: 'instance.remove';
      readonly slot: number;
      readonly id: string;
      /** Epoch seconds. */
      readonly at: number;
    };

/** One row of the instance table as the store keeps it. */
export interface InstanceRow {
  readonly slot: number;
  readonly id: string;
  /** Key of the owning service. */
  readonly service: number;
  /** All that is said about the instance, encoded (registry/instance-codec.ts). */
  readonly body: Uint8Array;
  /** How many bytes of `body` Discover sends as they are. */
  readonly wireLength: number;
  readonly state: InstanceState;
  /** Position of the registration; tells a reused slot from the old one. */
  readonly bornAt: number;
}

/** The same as it lies in bytes of the store, for loading: no text is made of what nobody has asked for yet. */
export interface PackedRow extends Pick<InstanceRow, 'slot' | 'service' | 'wireLength' | 'bornAt'> {
  /** The body lies in `bytes` between two places. */
  readonly bytes: Uint8Array;
  readonly from: number;
  readonly to: number;
  readonly state: Omit<InstanceState, 'revision'>;
  /** The 16 bytes of the state's revision lie in `revisions` from `revisionAt` on. */
  readonly revisions: Uint8Array;
  readonly revisionAt: number;
}

/** Everything but instances and operations: few, small, looked up by key. Kept as JSON values by kind. */
export interface RecordKinds {
  readonly namespace: Namespace;
  readonly service: Service;
  readonly alias: Alias;
  readonly isolation: Isolation;
  /** Instance back in traffic against an isolation (decision 3); key `{isolationId} {instanceId}`. */
  readonly release: {
    readonly isolationId: string;
    readonly instanceId: string;
    readonly at: number;
    readonly by: string;
    /** Settled by an operator: stays in traffic and is no drift any more. */
    readonly accepted?: boolean;
  };
  /** What operators hold of an instance against its client; key = the instance's id. */
  readonly hold: HeldValues;
  readonly client: Client;
  readonly contract: Contract;
  /** Answer of a console write, kept 24 h; key = the idempotency key. */
  readonly idempotency: { readonly at: number; readonly hash: string; readonly ref: string };
  /** Accounts, what they may do, sessions, keys, settings: see access/. Never holds a secret in plain text. */
  readonly user: JsonObject;
  readonly group: JsonObject;
  readonly role: JsonObject;
  readonly policy: JsonObject;
  readonly token: JsonObject;
  readonly session: JsonObject;
  readonly secret: JsonObject;
  readonly setting: JsonObject;
  /** A bulk command that runs; key = the id of its operation. */
  readonly bulk: BulkProgress;
  /** A node that shares the duty of watching (cluster/members.ts); key = its name. */
  readonly member: { readonly address: string; readonly joinedAt: number; readonly renewals: number };
}
export type RecordKind = keyof RecordKinds;
export type JsonObject = { readonly [key: string]: unknown };

export type RecordPut = {
  [K in RecordKind]: {
    readonly kind: 'put';
    readonly of: K;
    readonly key: string;
    readonly value: RecordKinds[K];
  };
}[RecordKind];

export interface RecordRemove {
  readonly kind: 'remove';
  readonly of: RecordKind;
  readonly key: string;
}

export const put = <K extends RecordKind>(of: K, key: string, value: RecordKinds[K]): RecordPut =>
  // The mapped union cannot be built generically; K ties `of` and `value` together here.
  ({ kind: 'put', of, key, value }) as RecordPut;

export const remove = (of: RecordKind, key: string): RecordRemove => ({ kind: 'remove', of, key });

/**
 * What clients did in one commit (registered, deregistered, flipped …): one packed record per commit,
 * hash-chained, with a short retention of its own (decision 14).
 */
export interface ClientEntry {
  readonly action:
    | 'register'
    | 'deregister'
    | 'healthy'
    | 'unhealthy'
    | 'report'
    | 'clientExpired'
    | 'contract';
  /** Instance, client or contract id. */
  readonly id: string;
  readonly label: string;
  readonly by: string;
}

/** What readers see of a row after a batch, where it may differ from what the row itself says. */
export interface Shown {
  readonly slot: number;
  readonly id: string;
  readonly isolated: boolean;
  /** 32 hex, the effective one (core.md §3). */
  readonly revision: string;
}

/** One durable commit. */
export interface Batch {
  /** One more than the position of the batch before. */
  readonly position: number;
  /** Unique; by it an unknown outcome is resolved (core.md §2). */
  readonly batchId: string;
  /** Epoch ms. */
  readonly at: number;
  readonly changes: readonly Change[];
  readonly operations: readonly Operation[];
  readonly clientEntries: readonly ClientEntry[];
  /**
   * Of each instance that the batch writes, or that an isolation of it covers. There only for a store that shows
   * its rows to others; no part of what is logged.
   */
  readonly shown?: readonly Shown[];
}
