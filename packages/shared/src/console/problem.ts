/** A field that was refused, by its JSON Pointer or name. */
export type ProblemField = { path: string; code: number; info: string };

/**
 * What every refusal of /console/v1 carries (RFC 9457, application/problem+json). `code` and `info` are the
 * registry's own.
 */
export type Problem = {
  type: string;
  status: number;
  code: number;
  info: string;
  requestId: string;
  fields?: ProblemField[];
  /** The object as it is now, where a precondition failed. */
  current?: unknown;
};
