import type { Generated } from 'kysely';

/** Columns of the tables that are asked for by name; see own-schema.ts and reference-schema.ts. */
export interface Tables {
  readonly cynosure_head: {
    one: number;
    version: number;
    epoch: Buffer;
    position: number;
    operation_head: number;
    operation_head_hash: Buffer;
    client_head: number;
    client_head_hash: Buffer;
  };
  readonly cynosure_anchor: { chain: Buffer | string; seq: number; hash: Buffer };
  readonly cynosure_log: {
    position: number;
    part: number;
    parts: number;
    batch_id: Buffer;
    at: number;
    payload: Buffer;
  };
  readonly cynosure_instance: {
    slot: number;
    id: Buffer;
    facts: Buffer;
    state: Buffer;
    seen: number;
    seen_revision: Buffer;
    seen_healthy: number;
    seen_isolate: number;
    seen_ctime: number;
    seen_mtime: number;
  };
  readonly cynosure_deregistered: { id: Buffer; at: number };
  readonly cynosure_record: { kind: Buffer | string; name: Buffer; value: string; at: number };
  readonly cynosure_operation: {
    seq: number;
    id: Buffer;
    at: number;
    actor: Buffer;
    action: Buffer;
    outcome: Buffer;
    namespace: Buffer | null;
    service: Buffer | null;
    host: Buffer | null;
    ticket: Buffer | null;
    prev: Buffer;
    hash: Buffer;
    body: Buffer;
  };
  readonly cynosure_history: { seq: number; at: number; prev: Buffer; hash: Buffer; payload: Buffer };
  readonly instance: {
    id: string;
    service_id: string;
    vpc_id: string | null;
    host: string;
    port: number;
    protocol: string | null;
    version: string | null;
    health_status: number;
    isolate: number;
    weight: number;
    enable_health_check: number;
    logic_set: string | null;
    cmdb_region: string | null;
    cmdb_zone: string | null;
    cmdb_idc: string | null;
    priority: number;
    revision: string;
    flag: number;
    ctime: Generated<Date>;
    mtime: Generated<Date>;
  };
  readonly health_check: { id: string; type: number; ttl: number };
  readonly instance_metadata: { id: string; mkey: string; mvalue: string };
}
