import type {
  BulkPreview,
  BulkPreviewRequest,
  BulkRequest,
  BulkStatus,
} from '@cynosure/shared/console/bulk.ts';
import { pathOf } from '@cynosure/shared/console/path.ts';
import { http } from '../../../../lib/http.ts';

/** What a bulk command would do to each service; changes nothing. */
export const askBulkPreview = (request: BulkPreviewRequest): Promise<BulkPreview> =>
  http.post<BulkPreview>('/bulk/preview', request);

/** Starts it. It runs on the server, whatever becomes of this page. */
export const startBulk = (request: BulkRequest, idempotencyKey: string): Promise<BulkStatus> =>
  http.post<BulkStatus>('/bulk', request, { idempotencyKey });

const ASK_EVERY_MS = 400;

export const bulkQuery = (id: string) => ({
  queryKey: ['bulk', id],
  queryFn: async ({ signal }: { signal: AbortSignal }) =>
    (await http.get<Partial<BulkStatus>>(pathOf('bulk', id), signal)).value,
  refetchInterval: ({ state }: { state: { data: Partial<BulkStatus> | undefined } }) =>
    state.data === undefined || state.data.job?.outcome === 'running' ? ASK_EVERY_MS : (false as const),
});

/** Stops it between two batches; what is done stays. */
export const cancelBulk = (id: string): Promise<BulkStatus> =>
  http.post<BulkStatus>(`${pathOf('bulk', id)}/cancel`, {});

/** Where the result of every single instance is read as a file. */
export const resultsAddress = (id: string): string => `/console/v1${pathOf('bulk', id)}/results`;
