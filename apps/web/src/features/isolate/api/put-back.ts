import type { EndRequest, ReleaseAnswer } from '@cynosure/shared/console/isolation.ts';
import { http } from '../../../lib/http.ts';

/** Puts single instances back in traffic, whatever keeps them out. */
export const putBack = (request: EndRequest, idempotencyKey: string): Promise<ReleaseAnswer> =>
  http.post<ReleaseAnswer>('/isolations/release', request, { idempotencyKey });
