import type { Done, Outcome } from '@cynosure/shared/outcome.ts';
import type { Caller } from '../../access/caller.ts';
import type { Admission, Declaration, GateRefusal } from '../../access/gate.ts';
import type { Permission } from '../../access/permissions.ts';
import type { Ref } from '../../access/resource.ts';
import type { About } from '../../access/rights.ts';
import type { Actor } from '../../registry/model.ts';

/**
 * One route of the HTTP door. All routes of all features are such rows of one table, so that the gate, the door
 * and the tests can list them.
 */
export interface Route extends Declaration {
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Literal, e.g. `/naming/v1/instances/isolate/host`; case counts, a slash at the end does not. */
  readonly path: string;
  /** The order of checks differs by route (contract/http-naming.md §1.4), so the handler asks `call.admit` itself. */
  readonly handle: (call: Call) => Reply | Promise<Reply>;
  /** The reply is no JSON, so the caller need not accept JSON. */
  readonly takesAnyAccept?: true;
}

/** One request, as handlers see it. */
export interface Call {
  readonly query: URLSearchParams;
  /** The body as text ('' = none), or why it cannot be taken: too large, or no UTF-8 (ParseException). */
  readonly body: Outcome<string>;
  /** Address of the peer, without port. */
  readonly address: string;
  /** Value of a header, or undefined. `name` in lower case. */
  header(name: string): string | undefined;
  /**
   * Asks the gate whether the caller may use this route. A handler that answers without error and has not asked
   * is a bug, and its reply is not sent. Who does not say what the call is about asks for everything of the
   * kind, which rights in single namespaces and services do not include.
   */
  admit(asked?: Admission): Done<Caller> | GateRefusal;
  /** Whether the caller may do something with something: for the rows of lists and what may be done with them. */
  may(caller: Caller, permission: Permission, about?: About): boolean;
  /** Whether no namespace is closed to clients without a token. */
  readonly isOpenToClients: boolean;
  /** The same for clients, who may do everything where nothing is closed. */
  clientMay(caller: Caller, permission: Permission, about: readonly Ref[]): boolean;
  /** Who did it, for history (contract/http-naming.md §1.1, operator). */
  actor(caller: Caller): Actor;
}

export type Reply =
  /** A protobuf message with `code` and `info`, from which status and headers follow (reply.ts). */
  | {
      readonly kind: 'envelope';
      readonly code: number;
      readonly info: string;
      /** The JSON text with this `info`, which may be in another language. */
      readonly render: (info: string) => string;
      /** When it may be tried again; absent = soon. Of replies that refuse for too many requests. */
      readonly retryAfterSeconds?: number;
    }
  | {
      readonly kind: 'json';
      readonly status: number;
      readonly value: unknown;
    }
  | {
      readonly kind: 'text';
      readonly status: number;
      readonly text: string;
      /** Content type; absent = plain text. */
      readonly type?: string;
    };
