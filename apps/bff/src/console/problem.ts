import { randomUUID } from 'node:crypto';
import { type CodeName, codeOf, codes } from '@cynosure/shared/codes.ts';
import type { Problem, ProblemField } from '@cynosure/shared/console/problem.ts';
import type { Refusal } from '@cynosure/shared/outcome.ts';
import type { Response } from 'express';

/** A refusal of /console/v1 before it is written: an RFC 9457 problem without its request id. */
export interface Refused {
  readonly status: number;
  readonly code: Exclude<CodeName, 'ExecuteSuccess'>;
  /** A sentence; absent = the code's own text. */
  readonly info?: string;
  /** Name of the kind of problem where a program has to tell it from others of the same status, e.g. `PreviewChanged`. */
  readonly type?: string;
  readonly fields?: readonly ProblemField[];
  /** Further members of the body (`current`, `preview` …). */
  readonly more?: Readonly<Record<string, unknown>>;
  /** Seconds after which asking again makes sense. */
  readonly retryAfterSeconds?: number;
}

export const problem = (
  status: number,
  code: Refused['code'],
  info?: string,
  rest: Omit<Refused, 'status' | 'code' | 'info'> = {},
): Refused => ({ status, code, ...(info === undefined ? {} : { info }), ...rest });

/** A field that cannot be accepted: its path in the request, and a sentence. */
export const fieldProblem = (
  path: string,
  info: string,
  code: CodeName = 'InvalidParameter',
): ProblemField => ({
  path,
  code: codes[code].number,
  info,
});

/** 422 over one or more fields. */
export const invalidFields = (fields: readonly ProblemField[]): Refused =>
  problem(422, 'InvalidParameter', fields.map(({ info }) => info).join(' '), {
    type: 'InvalidFields',
    fields,
  });

/** A refusal of the registry, with the status that fits a browser's request. */
export const refusalProblem = ({ code, info }: Refusal): Refused => problem(statusOf(code), code, info);

/** The registry's own status is the code's first three digits; a few mean something more exact here. */
function statusOf(code: Refusal['code']): number {
  const { number } = codes[code];
  if (number === codes.NotFoundResource.number || (number >= 400_301 && number < 400_400)) return 404;
  if (code === 'NoNeedUpdate' || code === 'DataNoChange' || (number >= 400_201 && number < 400_300))
    return 409;
  if (code === 'StoreLayerException') return 503;
  const status = Math.trunc(number / 1000);
  return status >= 400 && status < 600 ? status : 500;
}

/** Writes the problem as `application/problem+json`. */
export function sendProblem(response: Response, refused: Refused, requestId: string = randomUUID()): void {
  const { status, code, type, fields, more, retryAfterSeconds } = refused;
  const body: Problem = {
    ...more,
    type: type === undefined ? 'about:blank' : `/console/problems/${type}`,
    status,
    code: codes[code].number,
    info: refused.info ?? (codeOf(code).infoEn || codeOf(code).info),
    requestId,
    ...(fields === undefined ? {} : { fields: [...fields] }),
  };
  if (retryAfterSeconds !== undefined) response.set('Retry-After', String(retryAfterSeconds));
  response.status(status).set('Cache-Control', 'no-store').type('application/problem+json');
  response.send(JSON.stringify(body));
}
