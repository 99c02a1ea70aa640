import { pathOf } from '@cynosure/shared/console/path.ts';
import type { OperationUptake } from '@cynosure/shared/console/uptake.ts';
import { http, type Snapshot } from '../../../lib/http.ts';

export const readUptake = (operationId: string): Promise<Snapshot<OperationUptake>> =>
  http.get<OperationUptake>(`${pathOf('operations', operationId)}/uptake`);
