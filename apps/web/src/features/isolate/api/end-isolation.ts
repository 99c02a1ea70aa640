import type { EndAnswer, EndRequest } from '@cynosure/shared/console/isolation.ts';
import { pathOf } from '@cynosure/shared/console/path.ts';
import { http } from '../../../lib/http.ts';

/** Ends an isolation that still has the revision the operator saw. */
export const endIsolation = (
  id: string,
  revision: string,
  request: EndRequest,
  idempotencyKey: string,
): Promise<EndAnswer> =>
  http.post<EndAnswer>(`${pathOf('isolations', id)}/end`, request, { idempotencyKey, ifMatch: revision });
