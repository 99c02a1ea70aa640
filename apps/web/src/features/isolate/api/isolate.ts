import type {
  AheadRequest,
  IsolateAnswer,
  IsolateRequest,
  IsolationAnswer,
} from '@cynosure/shared/console/isolation.ts';
import { http } from '../../../lib/http.ts';

/** Takes out of traffic what the preview named. Refused with `PreviewChanged` where it has got worse since. */
export const isolate = (request: IsolateRequest, idempotencyKey: string): Promise<IsolateAnswer> =>
  http.post<IsolateAnswer>('/isolations', request, { idempotencyKey });

/** Isolates hosts that carry nothing yet. */
export const isolateAhead = (request: AheadRequest, idempotencyKey: string): Promise<IsolationAnswer> =>
  http.post<IsolationAnswer>('/isolations/ahead', request, { idempotencyKey });
