import type { DriftRequest, IsolationAnswer } from '@cynosure/shared/console/isolation.ts';
import { pathOf } from '@cynosure/shared/console/path.ts';
import { http } from '../../../lib/http.ts';

/** Takes instances that came back against an isolation out of traffic once more. */
export const reassert = (
  id: string,
  revision: string,
  request: DriftRequest,
  idempotencyKey: string,
): Promise<IsolationAnswer> =>
  http.post<IsolationAnswer>(`${pathOf('isolations', id)}/reassert`, request, {
    idempotencyKey,
    ifMatch: revision,
  });
