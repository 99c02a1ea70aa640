import type { Problem } from '@cynosure/shared/console/problem.ts';

/** Why a request brought nothing: the server's refusal, or that no answer came. */
export class RequestError extends Error {
  /** 0: no answer came. */
  readonly status: number;
  readonly problem: Problem | undefined;
  /** Milliseconds until it makes sense to ask again, where the server says so. */
  readonly retryAfterMs: number | undefined;

  constructor(status: number, problem?: Problem, retryAfterMs?: number) {
    super(problem?.info ?? (status === 0 ? 'no answer' : `status ${status}`));
    this.name = 'RequestError';
    this.status = status;
    this.problem = problem;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Whether the registry is not there, or something before it says so; a refusal of its own has a code. */
export const nobodyAnswered = ({ status, problem }: RequestError): boolean =>
  status === 0 || (status >= 502 && status <= 504 && !problem?.code);

export const statusOf = (error: unknown): number | undefined =>
  error instanceof RequestError ? error.status : undefined;

/**
 * What a refusal of that kind carries besides its own members, else undefined. `Details` is what the kind is documented
 * to carry (packages/shared/src/console).
 */
export const detailsIn = <Details>(error: Error, kind: string): Partial<Details> | undefined =>
  error instanceof RequestError && error.problem?.type.endsWith(kind)
    ? (error.problem as Problem & Partial<Details>) // Read member by member: a proxy may have cut it.
    : undefined;

/** For a form that writes a whole thing: nothing to change is no failure, the thing is as it was to become. */
export function unchanged<Thing>(error: Error): Thing {
  const details = detailsIn<{ current: Thing }>(error, '/NothingToDo');
  if (details?.current === undefined) throw error;
  return details.current;
}

/** Reads a refusal's body. Nothing is required of it: a proxy may have answered instead of the registry. */
export function problemFrom(status: number, body: unknown): Problem {
  const value = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}; // Read member by member.
  const problem: Problem = {
    ...value,
    type: typeof value.type === 'string' ? value.type : 'about:blank',
    status,
    code: typeof value.code === 'number' ? value.code : 0,
    info: typeof value.info === 'string' ? value.info : '',
    requestId: typeof value.requestId === 'string' ? value.requestId : '',
  };
  if (!Array.isArray(value.fields)) delete problem.fields;
  return problem;
}

/** `Retry-After` is a number of seconds or a date (RFC 9110 §10.2.3). */
export function retryAfterMs(header: string | null, now: number): number | undefined {
  if (!header) return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}
