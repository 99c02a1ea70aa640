/** The values of the registry's domain. All are readonly and replaced, never edited in place. */

/** Labels: a plain map without prototype, so that a key such as `__proto__` is a key like any other. */
export type Labels = Readonly<Record<string, string>>;

export interface Namespace {
  readonly name: string;
  readonly comment: string;
  readonly owners: string;
  /** 32 hex; never listed (contract/http-naming.md §2). */
  readonly token: string;
  readonly exportTo: readonly string[];
  readonly metadata: Labels;
  /** Epoch seconds. */
  readonly ctime: number;
  readonly mtime: number;
}

export interface Service {
  /** 32 hex, what the wire calls `id`. */
  readonly id: string;
  /** Small integer, unique among live services: what instance rows and columns refer to. */
  readonly key: number;
  readonly namespace: string;
  readonly name: string;
  readonly metadata: Labels;
  readonly ports: string;
  readonly business: string;
  readonly department: string;
  readonly cmdbMod1: string;
  readonly cmdbMod2: string;
  readonly cmdbMod3: string;
  readonly comment: string;
  readonly owners: string;
  readonly platformId: string;
  readonly token: string;
  /** 32 hex; changes with metadata and token only (contract/grpc-naming.md §11). */
  readonly revision: string;
  readonly exportTo: readonly string[];
  readonly ctime: number;
  readonly mtime: number;
}

/** Another name of a service. Aliases and services share one name space (contract/store.md, relations). */
export interface Alias {
  readonly id: string;
  readonly namespace: string;
  readonly name: string;
  /** Key of the service that it points to. */
  readonly target: number;
  readonly comment: string;
  readonly owners: string;
  readonly token: string;
  readonly revision: string;
  readonly exportTo: readonly string[];
  readonly ctime: number;
  readonly mtime: number;
}

/** Parts are kept one by one: an unset part stays unset on the wire (contract/grpc-naming.md §8.2). */
export interface Location {
  readonly region?: string;
  readonly zone?: string;
  readonly campus?: string;
}

/** `none`: no check was ever given; `off`: switched off by an update; a number: heartbeats every so many seconds. */
export type Check = 'none' | 'off' | { readonly ttlSeconds: number };

/** What stays the same between two registrations: everything that the client (or an edit) says about an instance. */
export interface InstanceFacts {
  readonly id: string;
  readonly namespace: string;
  readonly service: string;
  /** `null` = not given: absent on the wire, unlike given and empty. */
  readonly vpcId: string | null;
  readonly host: string;
  readonly port: number;
  readonly protocol: string | null;
  readonly version: string | null;
  readonly priority: number | null;
  readonly weight: number;
  readonly check: Check;
  readonly location: Location | null;
  /** The client's own labels, without the ones that the registry injects on the wire. Absent location = none injected for it. */
  readonly labels: Labels;
  readonly logicSet: string | null;
  /** Epoch seconds; renewed by each registration. */
  readonly ctime: number;
}

/** What changes often: small fixed columns in memory, a narrow row in the store. */
export interface InstanceState {
  readonly healthy: boolean;
  /** The row's flag, written by the registry's API and by registering clients (decision 1). */
  readonly isolateFlag: boolean;
  /** 32 hex. */
  readonly revision: string;
  /** Epoch seconds. */
  readonly mtime: number;
  /** `internal-lastheartbeat`: epoch seconds of the last beat, set while unhealthy through missed beats, else null. */
  readonly silentSince: number | null;
}

/** What the checker finds about the instance in a slot. */
export interface Verdict extends Pick<InstanceState, 'healthy' | 'silentSince'> {
  readonly slot: number;
}

/** One instance, decoded on demand for a row or a page, never for all. */
export interface Instance extends InstanceFacts, InstanceState {
  readonly slot: number;
  /** Flag, or covered by an isolation in force and not released. What every reader sees (decision 1). */
  readonly isolated: boolean;
  /** Revision of what readers see: the row's, or a hash of it with the effective bits (core.md §3). */
  readonly effectiveRevision: string;
}

/** Who did something, and through which door. */
export interface Actor {
  /** User id where one is known, else ''. */
  readonly id: string;
  /** What history calls the operator: a user's name, `HTTP:10.0.0.1`, `GRPC:10.0.0.1`, `timer` … */
  readonly name: string;
  readonly via: 'grpc' | 'http' | 'console' | 'timer' | 'system';
  readonly address?: string;
  readonly requestId?: string;
}

/** What an isolation covers. `host` = everywhere on it, less what was left in traffic; later arrivals included. */
export type IsolationScope =
  | { readonly kind: 'host'; readonly hosts: readonly string[]; readonly leave: readonly ServiceName[] }
  | { readonly kind: 'hostInService'; readonly host: string; readonly service: ServiceName }
  | { readonly kind: 'instances'; readonly instanceIds: readonly string[] };

export interface ServiceName {
  readonly namespace: string;
  readonly service: string;
}

/** The intent: somebody took something out of traffic, why, until when (architecture.md 2, decisions 1–7). */
export interface Isolation {
  /** ULID. */
  readonly id: string;
  readonly scope: IsolationScope;
  readonly reason: string;
  readonly ticket: string;
  readonly by: Actor;
  /** Epoch ms. */
  readonly sinceAt: number;
  /** Epoch ms, or null: until somebody ends it. */
  readonly endsAt: number | null;
  readonly operationId: string;
  /** The latest change of its end, reason or ticket that nobody has taken back; it can be, before the isolation itself. */
  readonly lastChange?: { readonly operationId: string; readonly isExtension: boolean };
  /** Counts up with every change of the isolation itself; the `ETag`. */
  readonly generation: number;
  readonly ended: null | { readonly at: number; readonly by: Actor };
}

/** An SDK that reported itself (contract/grpc-naming.md §7). */
export interface Client {
  readonly id: string;
  readonly host: string;
  readonly type: 'UNKNOWN' | 'SDK' | 'AGENT';
  readonly version: string;
  readonly location: Location | null;
  readonly stats: readonly ClientStat[];
  readonly ctime: number;
  readonly mtime: number;
}

export interface ClientStat {
  readonly target: string;
  readonly port: number;
  readonly protocol: string;
  readonly path: string;
}

export interface Contract {
  /** Given, or 40 hex (contract/grpc-naming.md §9). */
  readonly id: string;
  readonly namespace: string;
  readonly service: string;
  /** The stored type: `type` of the request, else its `name`. */
  readonly type: string;
  readonly protocol: string;
  readonly version: string;
  readonly revision: string;
  readonly content: string;
  readonly interfaces: readonly ContractInterface[];
  readonly ctime: number;
  readonly mtime: number;
}

export interface ContractInterface {
  readonly id: string;
  readonly type: string;
  readonly method: string;
  readonly path: string;
  readonly content: string;
  readonly source: 'Unknown' | 'Manual' | 'Client';
  readonly revision: string;
  readonly ctime: number;
  readonly mtime: number;
}

/** One field of one thing, before and after. `path` is a JSON Pointer; secrets never appear. */
export interface FieldChange {
  readonly target: { readonly kind: string; readonly id: string; readonly label: string };
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** One command of an operator, with its before and after. */
export interface Operation {
  /** ULID: sorts by time. */
  readonly id: string;
  readonly at: number;
  readonly by: Actor;
  /** `isolation.create`, `instance.update` … */
  readonly action: string;
  readonly outcome: 'done' | 'partly' | 'refused';
  /** Number of the result code, and its sentence. */
  readonly code: number;
  readonly info: string;
  readonly reason?: string;
  readonly ticket?: string;
  readonly namespace?: string;
  readonly service?: string;
  readonly host?: string;
  readonly isolationId?: string;
  readonly undoes?: string;
  readonly counts: {
    readonly done: number;
    readonly unchanged: number;
    readonly left: number;
    readonly failed?: number;
  };
  /** Of a bulk command: the operations of its batches, whose changes are its own too; oldest first. */
  readonly parts?: readonly string[];
  /** Of one batch: the operation that it is a part of. Such ones are in no list. */
  readonly partOf?: string;
  /** The frozen query that named the instances. */
  readonly matched?: { readonly query: string; readonly total: number; readonly frozenAt: number };
  readonly changes: readonly FieldChange[];
}

/**
 * How far a bulk command has come: kept with every batch, so that the history says what was done even where the
 * server stopped in between. The operations of single batches are parts of one operation, which is written last.
 */
export interface BulkProgress {
  /** Id that the operation as a whole will have. */
  readonly id: string;
  readonly startedAt: number;
  readonly by: Actor;
  readonly action: string;
  readonly total: number;
  readonly counts: Required<Operation['counts']>;
  /** Operations of the batches so far, oldest first. */
  readonly parts: readonly string[];
  readonly names: Pick<Operation, 'namespace' | 'service'>;
  readonly reason?: string;
  readonly undoes?: string;
  readonly matched?: NonNullable<Operation['matched']>;
}

/** The action of the operation of one batch: never in a list, read with the whole. */
export const BULK_PART = 'bulk.part';
