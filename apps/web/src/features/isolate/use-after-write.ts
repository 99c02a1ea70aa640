import type { Isolation } from '@cynosure/shared/console/isolation.ts';
import type { Operation } from '@cynosure/shared/console/operation.ts';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { keys } from '../../lib/keys.ts';
import { noteOperation } from '../../lib/last-operation.ts';

/**
 * What follows every write: pages on screen that show its objects are read again, behind the position of the
 * write, and the operation can be taken back with `u`. Figures of the overview come with the live data.
 */
export function useAfterWrite() {
  const queries = useQueryClient();
  return useCallback(
    (operation: Operation, isolation?: Isolation) => {
      noteOperation(operation.id, isolation?.id ?? operation.isolationId);
      for (const queryKey of [keys.allHosts, ['host'], ['isolation'], keys.allIsolations, keys.allOperations, ['operation']]) {
        void queries.invalidateQueries({ queryKey });
      }
    },
    [queries],
  );
}
