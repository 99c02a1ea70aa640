import type { UndoAnswer, UndoPreview, UndoRequest } from '@cynosure/shared/console/operation.ts';
import { pathOf } from '@cynosure/shared/console/path.ts';
import { http } from '../../../lib/http.ts';

/** What taking an operation back would change, and what somebody has changed since. */
export const askUndoPreview = (operationId: string): Promise<UndoPreview> =>
  http.post<UndoPreview>(`${pathOf('operations', operationId)}/undo/preview`, {});

export const undo = (
  operationId: string,
  request: UndoRequest,
  idempotencyKey: string,
): Promise<UndoAnswer> =>
  http.post<UndoAnswer>(`${pathOf('operations', operationId)}/undo`, request, { idempotencyKey });
