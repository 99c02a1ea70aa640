import type { Actor } from './access.ts';
import type { Instance } from './instance.ts';
import type { Operation } from './operation.ts';

/**
 * PATCH /console/v1/instances/{id}, a JSON Patch (RFC 6902) of single fields. Every changed path has a `test`
 * before it with the value that the editor showed; null there = the label must be absent.
 */
export type FieldPatch = (
  | { op: 'test' | 'add' | 'replace'; path: string; value: unknown }
  | { op: 'remove'; path: string }
)[];

export type EditedInstance = { instance: Instance; operation: Operation; position: string };

/** A field that somebody else has changed. `by` and `at` absent: not by an operator. */
export type Conflict = { path: string; asked: unknown; current: unknown; by?: Actor; at?: number };

/** What a 409 FieldsChanged carries besides the problem's own members. */
export type FieldsChanged = { conflicts: Conflict[]; current?: Instance };

/**
 * DELETE /console/v1/instances/{id}. `typed` is its host:port. `override`: the name of its service, which the guard asks
 * for where nothing that clients can call would be left, with a reason; without it that is a 409 PreviewChanged.
 */
export type DeregisterRequest = { typed: string; override?: string; reason?: string };

/** 200 of DELETE /console/v1/instances/{id} with `{typed: "host:port"}`. No operation: it had left already. */
export type DeregisteredInstance = { operation?: Operation; position: string };
