import type { IncomingHttpHeaders } from 'node:http';
import { text } from './reply.ts';
import type { Reply, Route } from './route.ts';

const JSON_TYPE = 'application/json';
const ACCEPTED = new Set([JSON_TYPE, '*/*', 'application/*']);

/**
 * Why a request cannot be taken as it comes, or null: 415 where a body is no JSON, 406 where the caller would
 * not take JSON (contract/http-naming.md §1.1).
 */
export function unacceptable(route: Route, headers: IncomingHttpHeaders): Reply | null {
  const { accept = '', 'content-type': contentType = '' } = headers;
  if (route.method !== 'GET' && !mediaTypes(contentType).includes(JSON_TYPE)) {
    return text(415, '415: Unsupported Media Type');
  }
  if (route.takesAnyAccept) return null;
  if (accept === '' || mediaTypes(accept).some((type) => ACCEPTED.has(type))) return null;
  return text(406, `406: Not Acceptable\n\nAvailable representations: ${JSON_TYPE}`);
}

/** Types without their parameters. Letter case counts, as for the reference. */
const mediaTypes = (header: string): string[] =>
  header.split(',').map((part) => (part.split(';')[0] ?? '').trim());
