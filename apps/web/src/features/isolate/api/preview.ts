import type { Preview, PreviewRequest } from '@cynosure/shared/console/preview.ts';
import { http } from '../../../lib/http.ts';

/** Reads what isolating or ending would change; changes nothing. */
export const askPreview = (request: PreviewRequest): Promise<Preview> =>
  http.post<Preview>('/isolations/preview', request);
