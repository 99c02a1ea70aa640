import type { NextFunction, Request, Response } from 'express';
import { problem, type Refused, sendProblem } from '../console/problem.ts';

const READS: ReadonlySet<string> = new Set(['GET', 'HEAD']);
const JSON_TYPES: ReadonlySet<string> = new Set(['application/json', 'application/json-patch+json']);

/**
 * Refuses what another site's page makes a browser send: a request with a foreign `Origin`, a write without
 * one, and a write whose type a form could have (decision 23, data-shapes.md §1).
 */
export function onlySameOrigin(request: Request, response: Response, next: NextFunction): void {
  const refused = foreign(request);
  if (refused === null) next();
  else sendProblem(response, refused);
}

function foreign({ method, headers }: Request): Refused | null {
  const { origin, host } = headers;
  const site = headers['sec-fetch-site'];
  if (site === 'cross-site' || site === 'same-site' || (origin !== undefined && !isOwn(origin, host))) {
    return problem(403, 'AuthTokenForbidden', 'this request comes from a page of another origin');
  }
  if (READS.has(method)) return null;
  if (origin === undefined) {
    return problem(
      403,
      'AuthTokenForbidden',
      'a write needs the header Origin with the origin of this console',
    );
  }
  const type = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (JSON_TYPES.has(type)) return null;
  return problem(415, 'ParseException', 'a write needs Content-Type: application/json');
}

/** The scheme may differ: something in front of the console may speak TLS for it. */
function isOwn(origin: string, host: string | undefined): boolean {
  if (host === undefined || !URL.canParse(origin)) return false;
  return new URL(origin).host === host.toLowerCase();
}
