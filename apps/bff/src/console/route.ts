import type { Needed, Permission } from '../access/permissions.ts';
import { forbidden, type GuardedFor } from '../access/require-session.ts';
import type { About, Rights } from '../access/rights.ts';
import type { Actor } from '../registry/model.ts';
import { problem, type Refused } from './problem.ts';

/** Who asks, signed in and allowed. */
export interface Asker {
  readonly rights: Rights;
  /** Names the session, without being its secret. */
  readonly session: string;
  readonly actor: Actor;
}

/** One request, as handlers see it. */
export interface ConsoleRequest {
  readonly method: string;
  /** As it was sent, without the query. */
  readonly path: string;
  /** Parts of the path, percent-decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Parsed JSON; undefined where the request has no body. Nothing is known about it. */
  readonly body: unknown;
  readonly asker: Asker;
  readonly requestId: string;
  header(name: string): string | undefined;
}

export interface Reply {
  readonly status: number;
  readonly body?: unknown;
  /** Instead of a body: text that is sent as fast as it is taken; its type is among the headers. */
  readonly chunks?: Iterable<string>;
  /** Revision of the one object that is answered. */
  readonly etag?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export type Answer = Reply | Refused;

/** One row of the table of routes: found by its path, guarded by what it needs. */
export interface ConsoleRoute {
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** Below /console/v1. */
  readonly path: string;
  readonly needs: Exclude<Needed, 'open'>;
  /** `something` where the handler itself looks at what the request is about; absent = everything is needed. */
  readonly about?: GuardedFor;
  readonly handle: (request: ConsoleRequest) => Answer | Promise<Answer>;
}

export const isRefused = (answer: Answer): answer is Refused => 'code' in answer;

export const ok = (body: unknown, rest: Omit<Reply, 'status' | 'body'> = {}): Reply => ({
  status: 200,
  body,
  ...rest,
});

export const created = (body: unknown): Reply => ({ status: 201, body });

/** 403 where somebody may not do that with these things; null = they may. */
export const notAllowed = ({ rights }: Asker, needs: Permission, about: About): Refused | null =>
  rights.may(needs, about) ? null : forbidden(rights.role);

export const notFound = (info: string): Refused => problem(404, 'NotFoundResource', info);

/** The revision that a write was made for (data-shapes §1); 428 where it names none. */
export function revisionWanted(request: ConsoleRequest): { revision: string } | Refused {
  const header = request.header('If-Match');
  const [, revision] = /^(?:W\/)?"([^"]*)"$/.exec(header?.trim() ?? '') ?? [];
  if (revision !== undefined) return { revision };
  return problem(
    428,
    'InvalidParameter',
    'This write needs the header If-Match with the revision that you saw.',
    {
      type: 'PreconditionRequired',
    },
  );
}
